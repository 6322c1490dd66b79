// A head in three dimensions, live: the glTF file that the program also gives away, drawn by WebGL with its shapes and bones moved.
// Of glTF 2.0 only what the studio's own heads use is read.
const ARRAYS = { 5120: Int8Array, 5121: Uint8Array, 5122: Int16Array, 5123: Uint16Array, 5125: Uint32Array, 5126: Float32Array };
const WIDTHS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 };
const VERTEX = `#version 300 es
in vec3 position; in vec3 normal; in vec4 colour; uniform mat4 place, eye; out vec3 n, at; out vec4 c;
void main() { vec4 world = place * vec4(position, 1.0); at = world.xyz; n = mat3(place) * normal; c = colour; gl_Position = eye * world; }`;
const FRAGMENT = `#version 300 es
precision highp float; in vec3 n, at; in vec4 c; uniform vec4 base; uniform float rough; uniform vec3 from; out vec4 seen;
void main() {
  vec3 m = normalize(gl_FrontFacing ? n : -n), v = normalize(from - at), key = normalize(vec3(-0.45, 0.6, 0.75)), fill = normalize(vec3(0.8, 0.1, 0.5));
  float warm = max(0.0, (dot(m, key) + 0.25) / 1.25), cool = max(0.0, (dot(m, fill) + 0.4) / 1.4), sky = 0.5 + 0.5 * m.y;
  float gloss = pow(max(0.0, dot(m, normalize(key + v))), mix(260.0, 12.0, rough)) * mix(0.9, 0.05, rough), rim = pow(1.0 - max(0.0, dot(m, v)), 3.0) * 0.12;
  vec3 lit = c.rgb * base.rgb * (warm * vec3(0.95, 0.9, 0.84) + cool * vec3(0.2, 0.23, 0.28) + sky * vec3(0.26, 0.27, 0.3)) + gloss + rim * vec3(0.8, 0.9, 1.0);
  seen = vec4(pow(clamp(lit, 0.0, 1.0), vec3(1.0 / 2.2)), base.a * c.a);
}`;

function readModel(bytes) {
  const view = new DataView(bytes), length = view.getUint32(12, true), json = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 20, length))), start = 20 + length + 8;
  const part = (own, kind, count) => {
    const box = json.bufferViews[own.bufferView], first = start + (box.byteOffset || 0) + (own.byteOffset || 0);
    return new ARRAYS[kind](bytes.slice(first, first + count * ARRAYS[kind].BYTES_PER_ELEMENT));
  };
  const numbers = (index) => {
    const own = json.accessors[index], wide = WIDTHS[own.type];
    const out = own.bufferView === undefined ? new ARRAYS[own.componentType](own.count * wide) : part(own, own.componentType, own.count * wide);
    if (own.sparse) {
      const at = part(own.sparse.indices, own.sparse.indices.componentType, own.sparse.count), values = part(own.sparse.values, own.componentType, own.sparse.count * wide);
      at.forEach((row, k) => out.set(values.subarray(k * wide, (k + 1) * wide), row * wide));
    }
    return out;
  };
  // A shape as what it moves: [row, dx, dy, dz] of positions and normals, the rows that it leaves alone left out.
  const shape = (own) => ["POSITION", "NORMAL"].map((name) => {
    const all = numbers(own[name]), rows = [];
    for (let k = 0; k < all.length; k += 3) if (all[k] || all[k + 1] || all[k + 2]) rows.push(k);
    return { rows: Uint32Array.from(rows), moves: Float32Array.from(rows.flatMap((k) => [all[k], all[k + 1], all[k + 2]])) };
  });
  return { json, numbers, shape };
}
const identity = () => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
function times(a, b) {
  const out = new Array(16).fill(0);
  for (let column = 0; column < 4; column++) for (let row = 0; row < 4; row++) for (let k = 0; k < 4; k++) out[4 * column + row] += a[4 * k + row] * b[4 * column + k];
  return out;
}
function placed([x, y, z, w], [tx, ty, tz]) {
  return [1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w), 0, 2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w), 0,
    2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y), 0, tx, ty, tz, 1];
}
function lens(from, to, wide, shape) {
  const f = 1 / Math.tan(wide / 2), near = 0.05, far = 10, z = [0, 1, 2].map((k) => from[k] - to[k]), long = Math.hypot(...z), [zx, zy, zz] = z.map((k) => k / long);
  const flat = Math.hypot(zz, zx), [xx, xz] = [zz / flat, -zx / flat], [yx, yy, yz] = [zy * xz, zz * xx - zx * xz, -zy * xx], dot = (a, b, c) => -(a * from[0] + b * from[1] + c * from[2]);
  return times([f / shape, 0, 0, 0, 0, f, 0, 0, 0, 0, (far + near) / (near - far), -1, 0, 0, 2 * far * near / (near - far), 0], [xx, yx, zx, 0, 0, yy, zy, 0, xz, yz, zz, 0, dot(xx, 0, xz), dot(yx, yy, yz), dot(zx, zy, zz), 1]);
}
// A canvas that shows a model; `show(frame)` draws {weights, turns: {bone: [x, y, z, w]}, moves: {bone: [x, y, z]}}; null where there is no WebGL.
function liveModel(bytes, canvas) {
  const gl = canvas.getContext("webgl2", { antialias: true, alpha: true });
  if (!gl) return null;
  const program = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return null;
  const { json, numbers, shape } = readModel(bytes), uniform = (name) => gl.getUniformLocation(program, name);
  const where = Object.fromEntries(["place", "eye", "base", "rough", "from"].map((name) => [name, uniform(name)]));
  const buffer = (kind, data, use) => { const made = gl.createBuffer(); gl.bindBuffer(kind, made); gl.bufferData(kind, data, use); return made; };
  const pieces = json.nodes.flatMap((node, number) => node.mesh === undefined ? [] : json.meshes[node.mesh].primitives.map((own) => {
    const rest = { position: numbers(own.attributes.POSITION), normal: numbers(own.attributes.NORMAL) }, array = gl.createVertexArray(), faces = numbers(own.indices);
    gl.bindVertexArray(array);
    const live = {};
    for (const [name, data, wide] of [["position", rest.position, 3], ["normal", rest.normal, 3], ["colour", numbers(own.attributes.COLOR_0), WIDTHS[json.accessors[own.attributes.COLOR_0].type]]]) {
      live[name] = buffer(gl.ARRAY_BUFFER, data, own.targets ? gl.DYNAMIC_DRAW : gl.STATIC_DRAW);
      const at = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, wide, gl.FLOAT, false, 0, 0);
    }
    buffer(gl.ELEMENT_ARRAY_BUFFER, Uint32Array.from(faces), gl.STATIC_DRAW);
    const material = json.materials[own.material] || {}, look = material.pbrMetallicRoughness || {};
    return { node: number, array, count: faces.length, rest, live, targets: (own.targets || []).map(shape), base: look.baseColorFactor || [1, 1, 1, 1], rough: look.roughnessFactor ?? 1, clear: material.alphaMode === "BLEND" };
  })).sort((a, b) => a.clear - b.clear);
  const parent = {};
  json.nodes.forEach((node, number) => (node.children || []).forEach((child) => { parent[child] = number; }));
  const view = { yaw: 0, pitch: 0, away: 0.62, last: null };

  function morph(piece, weights) {
    const place = Float32Array.from(piece.rest.position), normal = Float32Array.from(piece.rest.normal);
    piece.targets.forEach((pair, k) => {
      const weight = weights[k];
      if (!weight) return;
      pair.forEach(({ rows, moves }, of) => {
        const out = of ? normal : place;
        for (let j = 0, i = 0; j < rows.length; j++) { const row = rows[j]; out[row] += weight * moves[i++]; out[row + 1] += weight * moves[i++]; out[row + 2] += weight * moves[i++]; }
      });
    });
    for (const [name, data] of [["position", place], ["normal", normal]]) { gl.bindBuffer(gl.ARRAY_BUFFER, piece.live[name]); gl.bufferSubData(gl.ARRAY_BUFFER, 0, data); }
  }
  function show(frame) {
    view.last = frame || view.last;
    const { weights, turns, moves } = view.last, scale = Math.min(2, window.devicePixelRatio || 1), wide = Math.max(1, Math.round(canvas.clientWidth * scale)), tall = Math.max(1, Math.round(canvas.clientHeight * scale));
    if (canvas.width !== wide || canvas.height !== tall) { canvas.width = wide; canvas.height = tall; }
    const worlds = json.nodes.map((node) => placed(turns[node.name] || node.rotation || [0, 0, 0, 1], (moves[node.name] || [0, 0, 0]).map((move, k) => move + (node.translation || [0, 0, 0])[k])));
    const world = (number) => parent[number] === undefined ? worlds[number] : times(world(parent[number]), worlds[number]);
    const shape = wide / tall, away = view.away / Math.min(1, shape * 1.1), from = [away * Math.sin(view.yaw) * Math.cos(view.pitch), -0.03 + away * Math.sin(view.pitch), away * Math.cos(view.yaw) * Math.cos(view.pitch)];
    gl.viewport(0, 0, wide, tall);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.useProgram(program);
    gl.uniformMatrix4fv(where.eye, false, lens(from, [0, -0.03, 0], 0.62, shape));
    gl.uniform3fv(where.from, from);
    for (const piece of pieces) {
      if (piece.targets.length && frame) morph(piece, weights);
      gl[piece.clear ? "enable" : "disable"](gl.BLEND);
      gl.blendFuncSeparate(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.uniformMatrix4fv(where.place, false, world(piece.node));
      gl.uniform4fv(where.base, piece.base);
      gl.uniform1f(where.rough, piece.rough);
      gl.bindVertexArray(piece.array);
      gl.drawElements(gl.TRIANGLES, piece.count, gl.UNSIGNED_INT, 0);
    }
  }
  const turn = (across, up) => { view.yaw = Math.max(-1.3, Math.min(1.3, view.yaw - across)); view.pitch = Math.max(-0.6, Math.min(0.6, view.pitch + up)); show(); };
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => { if (event.buttons) turn(event.movementX / 160, event.movementY / 160); });
  canvas.addEventListener("keydown", (event) => { const by = { ArrowLeft: [0.1, 0], ArrowRight: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key]; if (by) { event.preventDefault(); turn(...by); } });
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); view.away = Math.max(0.3, Math.min(1.2, view.away * Math.exp(event.deltaY / 600))); show(); }, { passive: false });
  return { show, forget: () => gl.getExtension("WEBGL_lose_context")?.loseContext() };
}
