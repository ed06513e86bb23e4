// Saves the answers of a listener as CSV.
(() => {
  "use strict";
  const trials = [...document.querySelectorAll("fieldset.trial")];
  const answer = trial => trial.querySelector("input:checked")?.value ?? "";
  const left = document.getElementById("left");
  const tell = () => {
    const missing = trials.filter(trial => !answer(trial)).length;
    left.textContent = missing ? `${missing} of ${trials.length} are not answered.` : "All are answered.";
  };
  document.addEventListener("change", tell);
  tell();
  document.getElementById("save").addEventListener("click", () => {
    const listener = `"${document.getElementById("listener").value.replaceAll('"', '""')}"`;
    const rows = trials.map(trial => `${listener},${trial.dataset.trial},${answer(trial)}\n`);
    const file = new Blob(["listener,trial,answer\n", ...rows], { type: "text/csv" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "answers.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
})();
