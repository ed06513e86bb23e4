// Makes the maps of the page interactive. Without it they are drawings.
(() => {
  "use strict";
  const [width, height, margin] = [760, 520, 14];
  const onCanvasFrom = 5000;
  const space = "http://www.w3.org/2000/svg";
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const source = document.getElementById("map-songs");
  if (!source) return;
  const shared = JSON.parse(source.textContent);
  const sets = shared.sets.map(set => ({
    song: new Uint32Array(bytes(set.songs).buffer),
    start: new Uint32Array(bytes(set.starts).buffer),
  }));
  const ofSongs = shared.colourings.map(one => ({ ...one, of: new Uint16Array(bytes(one.of).buffer) }));
  const query = matchMedia("(prefers-color-scheme: dark)");

  function element(name, properties, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in made) made[key] = value; else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  function drawn(name, attributes) {
    const made = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const look = series => ({ colour: series % 8, shape: (series + Math.floor(series / 8)) % 8 });

  // The outline of a mark as the data of an SVG path.
  function outline(shape, x, y, radius) {
    const corners = shared.shapes[shape];
    if (!corners.length) {
      return `M${(x - radius).toFixed(1)} ${y.toFixed(1)}a${radius} ${radius} 0 1 0 ${2 * radius} 0` +
        `a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
    }
    return "M" + corners.map(([a, b]) =>
      `${(x + radius * a).toFixed(1)} ${(y + radius * b).toFixed(1)}`).join("L") + "z";
  }

  for (const holder of document.querySelectorAll("script.map-data")) {
    const figure = document.getElementById(holder.dataset.figure);
    if (figure) start(figure, JSON.parse(holder.textContent));
  }

  function start(figure, data) {
    const { song, start } = sets[data.set];
    const count = song.length;
    const places = data.maps.map(map => new Uint16Array(bytes(map.points).buffer));
    const colourings = [
      ...ofSongs.map(one => ({ name: one.name, values: one.values, of: clip => one.of[song[clip]] })),
      ...data.clusterings.map(one => {
        const raw = bytes(one.of);
        const of = one.wide ? new Uint16Array(raw.buffer) : raw;
        return { name: one.name, values: one.values, of: clip => of[clip] };
      }),
    ];
    const state = {
      map: 0, colouring: 0, hidden: new Set(), text: "", shown: [], current: -1, picked: new Set(),
      lasso: null, view: whole(),
    };

    // ---- what is on the page

    const choice = (label, names, chosen) => {
      const select = element("select", {}, ...names.map((name, index) =>
        element("option", { value: index, textContent: name })));
      select.addEventListener("change", () => { chosen(Number(select.value)); });
      return element("label", {}, label + " ", select);
    };
    const button = (text, title, pressed) => {
      const made = element("button", { type: "button", textContent: text, title });
      made.addEventListener("click", pressed);
      return made;
    };
    const search = element("input", { type: "search", dir: "auto" });
    search.addEventListener("input", () => { state.text = search.value.toLowerCase(); update(); });
    const lassoing = button("Select", "Draw around clips to select them", () => {
      lassoing.setAttribute("aria-pressed", lassoing.getAttribute("aria-pressed") !== "true");
    });
    lassoing.setAttribute("aria-pressed", "false");
    const save = button("Save as CSV", "Save the selected clips", saveSelection);
    save.disabled = true;
    const controls = element("div", { className: "map-controls" },
      choice("Map", data.maps.map(map => map.name), value => {
        state.map = value; state.view = whole(); state.picked.clear(); update();
      }),
      choice("Colour by", colourings.map(one => one.name), value => {
        state.colouring = value; state.hidden.clear(); update();
      }),
      element("label", {}, "Find ", search),
      button("+", "Zoom in", () => zoom(1.5)), button("−", "Zoom out", () => zoom(1 / 1.5)),
      button("Whole map", "Show all of the map", () => { state.view = whole(); update(); }),
      lassoing, save);
    const canvas = count > onCanvasFrom ? element("canvas", { "aria-hidden": "true" }) : null;
    const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    const stage = element("div", {
      className: "map-stage", tabIndex: 0, role: "application",
      "aria-label": `Map of ${count} clips. Arrows go from clip to clip, Enter plays, plus and minus zoom.`,
    });
    if (canvas) stage.append(canvas);
    stage.append(svg);
    const status = element("p", { className: "map-status", role: "status", dir: "auto" });
    const player = element("audio", { controls: true, preload: "none", hidden: true });
    const legend = element("ul", { className: "legend map-legend" });
    const tool = element("div", { className: "map-tool" }, controls, stage, status, player, legend);
    const panels = figure.querySelector(".panels");
    panels.hidden = true;
    for (const one of figure.querySelectorAll(":scope > .legend")) one.hidden = true;
    panels.before(tool);
    query.addEventListener("change", draw);
    if (canvas) new ResizeObserver(draw).observe(stage);
    update();

    // ---- where clips are

    function whole() { return { x: 0, y: 0, size: 65535 }; }
    function point(clip) {
      const { x, y, size } = state.view;
      const place = places[state.map];
      return [
        margin + (place[2 * clip] - x) / size * (width - 2 * margin),
        height - margin - (place[2 * clip + 1] - y) / size * (height - 2 * margin),
      ];
    }
    function position(x, y) {
      const { size } = state.view;
      return [
        state.view.x + (x - margin) / (width - 2 * margin) * size,
        state.view.y + (height - margin - y) / (height - 2 * margin) * size,
      ];
    }
    function pointer(event) {
      const box = stage.getBoundingClientRect();
      return [
        (event.clientX - box.left) / box.width * width, (event.clientY - box.top) / box.height * height,
      ];
    }
    function zoom(factor, x = width / 2, y = height / 2) {
      const [a, b] = position(x, y);
      const size = Math.min(65535 * 4, Math.max(64, state.view.size / factor));
      const share = size / state.view.size;
      state.view = {
        x: a - (a - state.view.x) * share, y: b - (b - state.view.y) * share, size,
      };
      update();
    }
    function nearest(x, y, reach) {
      let best = -1;
      let least = reach * reach;
      for (const clip of state.shown) {
        const [a, b] = point(clip);
        const distance = (a - x) ** 2 + (b - y) ** 2;
        if (distance < least) { least = distance; best = clip; }
      }
      return best;
    }

    // ---- what is shown

    function update() {
      const { of, values } = colourings[state.colouring];
      const counts = values.map(() => 0);
      state.shown = [];
      for (let clip = 0; clip < count; clip++) {
        const group = of(clip);
        counts[group] += 1;
        if (state.hidden.has(group)) continue;
        if (state.text && !shared.names[song[clip]].toLowerCase().includes(state.text)) continue;
        state.shown.push(clip);
      }
      legend.replaceChildren(...values.map((name, group) => entry(name, group, counts[group])));
      if (!state.shown.includes(state.current)) state.current = -1;
      draw();
      tell();
    }
    function entry(name, group, size) {
      const { colour, shape } = look(group);
      const swatch = drawn("svg", { width: 14, height: 14, "aria-hidden": "true" });
      swatch.append(drawn("path", { class: `mark m${colour}`, d: outline(shape, 7, 7, 4.5) }));
      const toggle = element("button", { type: "button" },
        swatch, " ", element("bdi", { textContent: name }), ` ${size}`);
      toggle.setAttribute("aria-pressed", String(!state.hidden.has(group)));
      toggle.addEventListener("click", () => {
        if (!state.hidden.delete(group)) state.hidden.add(group);
        update();
        legend.children[group].firstChild.focus();
      });
      return element("li", {}, toggle);
    }
    function radius() { return state.shown.length > 4000 ? 2 : state.shown.length > 800 ? 3 : 4.5; }
    function inside([x, y]) { return x > 0 && x < width && y > 0 && y < height; }
    function draw() {
      const groups = new Map();
      const { of } = colourings[state.colouring];
      for (const clip of state.shown) {
        const place = point(clip);
        if (!inside(place)) continue;
        const group = of(clip);
        if (!groups.has(group)) groups.set(group, []);
        groups.get(group).push(place);
      }
      const size = radius();
      svg.replaceChildren();
      if (canvas) paint(groups, size);
      else {
        for (const [group, all] of groups) {
          const { colour, shape } = look(group);
          svg.append(drawn("path", {
            class: `mark m${colour}`, "fill-opacity": 0.72, d: all.map(([x, y]) => outline(shape, x, y, size)).join(""),
          }));
        }
      }
      for (const clip of state.picked) {
        const [x, y] = point(clip);
        if (inside([x, y])) svg.append(drawn("circle", { class: "picked", cx: x, cy: y, r: size + 2 }));
      }
      if (state.current >= 0) {
        const [x, y] = point(state.current);
        svg.append(drawn("circle", { class: "current", cx: x, cy: y, r: size + 4 }));
      }
      if (state.lasso) {
        svg.append(drawn("path", { class: "lasso", d: "M" + state.lasso.map(at => at.join(" ")).join("L") + "z" }));
      }
    }
    function paint(groups, size) {
      const scale = Math.max(1, stage.clientWidth) / width * devicePixelRatio;
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      const context = canvas.getContext("2d");
      const style = getComputedStyle(document.documentElement);
      context.scale(scale, scale);
      context.lineWidth = 0.6;
      for (const [group, all] of groups) {
        const { colour, shape } = look(group);
        context.fillStyle = style.getPropertyValue(`--fill-${colour}`);
        context.strokeStyle = style.getPropertyValue(`--outline-${colour}`);
        const corners = shared.shapes[shape];
        context.beginPath();
        for (const [x, y] of all) {
          if (!corners.length) {
            context.moveTo(x + size, y);
            context.arc(x, y, size, 0, 7);
          } else {
            corners.forEach(([a, b], index) =>
              index ? context.lineTo(x + size * a, y + size * b) : context.moveTo(x + size * a, y + size * b));
            context.closePath();
          }
        }
        context.globalAlpha = 0.72;
        context.fill();
        context.globalAlpha = 1;
        context.stroke();
      }
    }
    function tell() {
      save.disabled = state.picked.size === 0;
      const clip = state.current;
      const selected = state.picked.size ? `${state.picked.size} selected. ` : "";
      if (clip < 0) {
        status.textContent = `${selected}${state.shown.length} of ${count} clips shown.`;
        return;
      }
      const facts = colourings.map(one => `${one.name}: ${one.values[one.of(clip)]}`);
      status.textContent =
        `${selected}${shared.names[song[clip]]}, from ${start[clip] / 1000} s. ${facts.join(" · ")}`;
    }

    // ---- what readers do

    let drag = null;
    stage.addEventListener("pointerdown", event => {
      drag = { at: pointer(event), view: { ...state.view }, moved: false };
      if (lassoing.getAttribute("aria-pressed") === "true" || event.shiftKey) state.lasso = [drag.at];
      if (event.isTrusted) stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener("pointermove", event => {
      const [x, y] = pointer(event);
      if (!drag) {
        const found = nearest(x, y, 18);
        if (found === state.current) return;
        state.current = found;
      } else if (state.lasso) {
        state.lasso.push([x, y]);
      } else if (drag.moved || Math.hypot(x - drag.at[0], y - drag.at[1]) > 4) {
        drag.moved = true;
        state.view.x = drag.view.x - (x - drag.at[0]) / (width - 2 * margin) * drag.view.size;
        state.view.y = drag.view.y + (y - drag.at[1]) / (height - 2 * margin) * drag.view.size;
      }
      draw();
      tell();
    });
    stage.addEventListener("pointerup", event => {
      const [x, y] = pointer(event);
      if (state.lasso) {
        state.picked = new Set(state.shown.filter(clip => within(point(clip), state.lasso)));
        state.lasso = null;
      } else if (drag && !drag.moved) {
        state.current = nearest(x, y, 18);
        play();
      }
      drag = null;
      draw();
      tell();
    });
    stage.addEventListener("pointerleave", () => {
      if (drag) return;
      state.current = -1;
      draw();
      tell();
    });
    stage.addEventListener("wheel", event => {
      // Pages scroll: only a map that was chosen zooms.
      if (document.activeElement !== stage) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...pointer(event));
    }, { passive: false });
    stage.addEventListener("keydown", event => {
      const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [1, 1], ArrowDown: [1, -1] }[event.key];
      if (step) walk(...step);
      else if (event.key === "Enter" || event.key === " ") play();
      else if (event.key === "+") zoom(1.5);
      else if (event.key === "-") zoom(1 / 1.5);
      else if (event.key === "0") { state.view = whole(); update(); }
      else if (event.key === "Escape") { state.picked.clear(); draw(); tell(); }
      else return;
      event.preventDefault();
    });

    // To the next clip along an axis.
    function walk(axis, direction) {
      if (!state.shown.length) return;
      const place = places[state.map];
      const order = [...state.shown].sort((a, b) => place[2 * a + axis] - place[2 * b + axis] || a - b);
      const now = order.indexOf(state.current);
      state.current = now < 0
        ? order[direction > 0 ? 0 : order.length - 1]
        : order[(now + direction + order.length) % order.length];
      draw();
      tell();
    }
    function play() {
      const address = state.current < 0 ? "" : shared.audio[song[state.current]];
      if (!address) return;
      player.hidden = false;
      player.src = `${address}#t=${start[state.current] / 1000}`;
      player.play().catch(() => { status.textContent += " (This browser cannot play it.)"; });
    }
    function within([x, y], corners) {
      let odd = false;
      for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
        const [[a, b], [c, d]] = [corners[i], corners[j]];
        if ((b > y) !== (d > y) && x < (c - a) * (y - b) / (d - b) + a) odd = !odd;
      }
      return odd;
    }
    function saveSelection() {
      const quoted = text => `"${String(text).replaceAll('"', '""')}"`;
      const rows = [["song_id", "song", "start", ...colourings.map(one => one.name)]];
      for (const clip of state.picked) {
        rows.push([
          shared.ids[song[clip]], shared.names[song[clip]], start[clip] / 1000,
          ...colourings.map(one => one.values[one.of(clip)]),
        ]);
      }
      const text = rows.map(row => row.map(quoted).join(",") + "\n").join("");
      const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      element("a", { href: address, download: "selection.csv" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    }
  }
})();
