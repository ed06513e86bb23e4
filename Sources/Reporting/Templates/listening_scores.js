// Scores the answers of listeners against the key.
(() => {
  "use strict";
  const key = JSON.parse(document.getElementById("key").textContent);
  const chance = 1 / 5;
  const place = document.getElementById("scores");

  // The cells of each row of a CSV file (RFC 4180).
  function parsed(text) {
    const rows = [[""]];
    let isQuoted = false;
    for (let i = 0; i < text.length; i++) {
      const row = rows[rows.length - 1];
      const letter = text[i];
      if (letter === '"') {
        if (isQuoted && text[i + 1] === '"') { row[row.length - 1] += '"'; i++; } else isQuoted = !isQuoted;
      } else if (isQuoted) row[row.length - 1] += letter;
      else if (letter === ",") row.push("");
      else if (letter === "\n") rows.push([""]);
      else if (letter !== "\r") row[row.length - 1] += letter;
    }
    return rows.filter(row => row.length > 1);
  }

  function wilson(right, count) {
    const z = 1.959964;
    const share = right / count;
    const centre = (share + z * z / (2 * count)) / (1 + z * z / count);
    const half = z / (1 + z * z / count) *
      Math.sqrt(share * (1 - share) / count + z * z / (4 * count * count));
    return [Math.max(0, centre - half), Math.min(1, centre + half)];
  }

  // The chance of `right` or more of `count` by guessing.
  function tail(right, count) {
    let logarithm = count * Math.log(1 - chance);
    let sum = 0;
    for (let k = 0; k <= count; k++) {
      if (k >= right) sum += Math.exp(logarithm);
      logarithm += Math.log((count - k) / (k + 1)) + Math.log(chance / (1 - chance));
    }
    return Math.min(1, sum);
  }

  function row(cells, name) {
    const made = document.createElement("tr");
    for (const text of cells) {
      const cell = document.createElement(name);
      cell.textContent = text;
      cell.dir = "auto";
      made.append(cell);
    }
    return made;
  }

  document.getElementById("answers").addEventListener("change", async event => {
    const found = new Map();
    let unknown = 0;
    for (const file of event.target.files) {
      const [header, ...rows] = parsed((await file.text()).replace(/^\uFEFF/, ""));
      const [trial, answer] = ["trial", "answer"].map(name => header ? header.indexOf(name) : -1);
      if (trial < 0 || answer < 0) {
        place.textContent = `${file.name} has no columns trial and answer.`;
        return;
      }
      for (const cells of rows) {
        const known = key.find(one => one.trial === Number(cells[trial]));
        if (!known) { unknown += 1; continue; }
        const score = found.get(known.clustering) ?? { right: 0, count: 0 };
        score.count += 1;
        if ((cells[answer] ?? "").trim().toUpperCase() === known.intruder) score.right += 1;
        found.set(known.clustering, score);
      }
    }
    const table = document.createElement("table");
    table.append(row(["Clustering", "Answers", "Right", "Share", "95 % interval", "p"], "th"));
    for (const [name, { right, count }] of found) {
      const [low, high] = wilson(right, count);
      table.append(row([
        name, count, right, (right / count).toFixed(2), `${low.toFixed(2)} to ${high.toFixed(2)}`,
        tail(right, count).toPrecision(2),
      ], "td"));
    }
    place.replaceChildren(table);
    if (unknown) {
      place.append(`${unknown} ${unknown === 1 ? "row is" : "rows are"} of no question of this test.`);
    }
  });
})();
