"""How surfaces take the light: four looks in small programs for the graphics pipeline (GLSL 3.30).

A warm key light from the upper left, a cool fill, light from behind for the edges, and the sky. The skin's shadow edge is reddened by
widening its falloff in red (after Green, GPU Gems 1, chapter 16). What light reaches a place past hair and chin is baked (light.py).
All but highlights, and the steps of "toon", is worked out at the vertices: they stand close, and on a processor that takes a third of the time.
Colours are squared to be linear, which is near enough to sRGB and has a cheap root.
"""

from __future__ import annotations

STYLES = ("soft", "clay", "porcelain", "toon")

_VERTEX = """
uniform mat4 camera; uniform mat4 bones[5]; uniform vec3 eye;
in vec3 at; in vec3 normal; in vec3 albedo; in vec2 open; in vec4 made; in vec3 extra;
out vec3 lit; out vec3 N; out vec3 H; out vec4 tint; out vec3 more;
#if KIND == 3
in vec2 uv; out vec2 place_in;
#endif
const vec3 KEY = vec3(-0.48, 0.52, 0.707), FILL = vec3(0.74, 0.08, 0.668);
const vec3 BACK = vec3(0.66, 0.42, -0.62), BACK2 = vec3(-0.72, 0.30, -0.62);
void main() {
  int first = int(extra.y + 0.001);
  float share = extra.y - float(first);
  mat4 bone = share > 0.01 ? bones[first] * (1.0 - share) + bones[min(first + 1, 4)] * share : bones[first];
#if KIND == 3
  place_in = uv;
#endif
  vec4 place = bone * vec4(at, 1.0);
  gl_Position = camera * place;
  vec3 v = normalize(eye - place.xyz), n = normalize(mat3(bone) * normal);
  float shine = made.x, gloss = made.y, through = made.z, facing = max(dot(n, v), 0.0), k = dot(n, KEY), sky = 0.5 + 0.5 * n.y;
#if STYLE == 1
  if (made.w < 0.5) { shine = 0.10; gloss = 0.12; through *= 0.35; }
#elif STYLE == 2
  if (made.w < 0.5 && extra.x < 0.5) { shine = 0.75; gloss = 0.80; through *= 0.25; }
#endif
  vec3 occluded = mix(vec3(open.x), vec3(open.x, open.x * mix(1.0, open.x, 0.5), open.x * mix(1.0, open.x, 0.6)), through);
#if STYLE == 3
  lit = albedo; more = vec3(k * open.y + 0.10 * (open.x - 0.5), k, mix(0.8, 1.0, open.x));
#else
  vec3 wrap = mix(vec3(0.12), vec3(0.52, 0.24, 0.16), through);
  vec3 falls = clamp((vec3(k) + wrap) / (1.0 + wrap), 0.0, 1.0);
  falls *= falls * (3.0 - 2.0 * falls) * 0.35 + 0.65;
  vec3 light = vec3(1.44, 1.37, 1.28) * falls * mix(vec3(open.y), sqrt(vec3(open.y, open.y * open.y, open.y * open.y)), 0.5 * through);
  light += vec3(0.30, 0.36, 0.46) * clamp(dot(n, FILL) * 0.6 + 0.4, 0.0, 1.0) * occluded;
  light += mix(vec3(0.30, 0.22, 0.19), vec3(0.44, 0.48, 0.55), sky) * occluded;
  lit = albedo * light;
  more = vec3(0.0);
#endif
  float away = 1.0 - facing, fresnel = away * away * away * away * (1.0 - 0.5 * facing);
  float drawn = STYLE == 3 ? 0.0 : 1.0;
  lit += drawn * fresnel * mix(vec3(0.42, 0.46, 0.52), vec3(0.55, 0.42, 0.36), through) * open.x * (0.35 + shine) * sky;
  vec3 behind = max(dot(n, BACK), 0.0) * vec3(1.1, 1.0, 0.92) + max(dot(n, BACK2), 0.0) * vec3(0.45, 0.52, 0.62);
  lit += (1.0 - 0.6 * step(2.5, float(STYLE))) * away * away * behind * open.x * (0.4 + 0.6 * open.x) * (0.35 + 0.65 * albedo);
  if (extra.x > 0.5) lit += albedo * mix(0.12, 0.65, smoothstep(-0.2, 0.7, reflect(-v, n).y));
  N = n; H = normalize(KEY + v);
  tint = vec4(mix(vec3(1.0), albedo * 2.2, extra.x) * shine * (0.25 + 1.25 * gloss * gloss) * 0.9 * open.y, exp2(2.0 + 8.0 * gloss) * 1.4427);
  if (made.w > 0.5) { H = v; more = vec3(open.y); }
  if (extra.z > 0.0) more = vec3(extra.z, fresnel, 0.0);
}
"""

_FRAGMENT = """
in vec3 lit; in vec3 N; in vec3 H; in vec4 tint; in vec3 more;
#if KIND == 3
in vec2 place_in;
uniform sampler2D picture; uniform float cut;
#endif
out vec4 pixel;
vec4 toned(vec3 colour, float alpha) {  // a shoulder for what is very bright
  colour = max(colour, vec3(0.0)) * 0.80;
  colour = colour * (1.0 + colour * 0.10) / (1.0 + colour * 0.42);
  return vec4(sqrt(min(colour * 1.13, vec3(1.0))), 1.0) * alpha;
}
void main() {
#if KIND == 1  // a wet ball: the window in it, and its ghost below
  vec3 n = normalize(N), r = reflect(-H, n);
  float window = smoothstep(0.17, 0.125, length(r.xy - vec2(-0.42, 0.46))) + 0.22 * smoothstep(0.26, 0.10, length(r.xy - vec2(0.36, -0.42)));
#if STYLE == 3
  vec3 base = lit * 1.35 * mix(0.65, 1.0, more.x);
#else
  vec3 base = lit;
#endif
  pixel = toned(mix(base, vec3(1.5), min(window, 1.0) * 0.95 * more.x), 1.0);
#else
  float spec = exp2(tint.w * (min(dot(N, H) * inversesqrt(dot(N, N) * dot(H, H)), 1.0) - 1.0));
#if KIND == 3  // a picture
  vec4 seen = texture(picture, place_in);
  if (seen.a < cut) discard;
  pixel = toned(lit * seen.rgb * seen.rgb + tint.rgb * spec, 1.0);
#elif KIND == 2  // glass
  pixel = toned(lit * 0.25 + vec3(0.6) * (spec + more.y * 0.5), mix(1.0 - more.x, 0.9, clamp(more.y * 0.8 + spec * 0.8, 0.0, 1.0)));
#elif STYLE == 3
  vec3 light = mix(vec3(0.84, 0.72, 0.78) * mix(0.86, 1.0, smoothstep(-0.42, -0.36, more.y)), vec3(1.62, 1.58, 1.50), smoothstep(0.02, 0.05, more.x));
  pixel = toned(lit * light * more.z + vec3(0.5) * smoothstep(0.55, 0.65, spec) * step(0.30, max(tint.r, tint.g)), 1.0);
#else
  pixel = toned(lit + tint.rgb * spec, 1.0);
#endif
#endif
}
"""

_OUTLINE = """
uniform mat4 camera; uniform mat4 bones[5];
in vec3 at; in vec3 normal; in vec3 extra;
void main() {
  gl_Position = camera * (bones[int(extra.y + 0.5)] * vec4(at + normal * 0.010, 1.0));
}
"""

SOLID, EYE, GLASS, PICTURE = 0, 1, 2, 3


def shaders(style: str, kind: int) -> dict[str, str]:
    """What moderngl.Context.program takes, for surfaces of that kind."""
    head = f"#version 330\n#define STYLE {STYLES.index(style)}\n#define KIND {kind}\n"
    return {"vertex_shader": head + _VERTEX, "fragment_shader": head + _FRAGMENT}


def outline() -> dict[str, str]:
    """The dark line about drawn shapes: their insides, a little larger, behind them."""
    return {
        "vertex_shader": "#version 330\n" + _OUTLINE,
        "fragment_shader": "#version 330\nout vec4 pixel;\nvoid main() { pixel = vec4(0.13, 0.09, 0.11, 1.0); }\n",
    }
