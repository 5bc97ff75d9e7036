package io.reenact.synth;

import io.reenact.synth.HeadModel.Label;
import io.reenact.synth.PersonMesh.Material;
import io.reenact.synth.SyntheticPerson.HairStyle;

/** Light on a person's surfaces; colours are linear. */
final class Shader {
  private static final Material[] MATERIALS = Material.values();
  private static final float[] SCLERA = Tone.linear(new float[] {.90f, .885f, .87f});
  private static final float[] TEETH = Tone.linear(new float[] {.90f, .87f, .80f});
  private static final float[] GUMS = Tone.linear(new float[] {.66f, .34f, .34f});
  private static final float[] TONGUE = Tone.linear(new float[] {.70f, .38f, .38f});
  private static final float[] THROAT = Tone.linear(new float[] {.42f, .17f, .16f});
  private static final float[] LASH = Tone.linear(new float[] {.09f, .07f, .06f});

  private final SyntheticPerson person;
  private final Surroundings light;
  private final float[] texture;
  private final float[] skin;
  private final float[] hair;
  private final float[] iris;
  private final float[] frame;
  private final float[] cloth;
  private final float[] cloth2;
  private final int seed;

  /** The sample at hand. */
  private float nx;

  private float ny;
  private float nz;
  private float px;
  private float py;
  private float pz;
  private float open;
  private float tint;
  private float along;
  private float gloss;
  private float hardness;
  private float wrap;
  private final float[] albedo = new float[3];
  private final float[] half = new float[3];
  private final float[] view = new float[3];

  Shader(SyntheticPerson person, Surroundings light, float[] texture) {
    this.person = person;
    this.light = light;
    this.texture = texture;
    skin = Tone.linear(person.skin());
    hair = Tone.linear(person.hair());
    iris = Tone.linear(person.iris());
    frame = Tone.linear(person.frame());
    cloth = Tone.linear(person.cloth());
    cloth2 = Tone.linear(person.cloth2());
    seed = (int) Noise.mix(person.seed(), 41);
  }

  /** Direction to the camera, the same for the whole picture (it is far). */
  void look(float x, float y, float z) {
    view[0] = x;
    view[1] = y;
    view[2] = z;
    double[] h = {x + light.key()[0], y + light.key()[1], z + light.key()[2]};
    HairGrower.unit(h);
    for (int k = 0; k < 3; k++) {
      half[k] = (float) h[k];
    }
  }

  /**
   * Colour of a sample.
   *
   * @param m material of the triangle
   * @param a attributes of all vertices
   * @param i first attribute of the three vertices
   * @param w weights of the three vertices
   * @param out receives linear rgb
   */
  void shade(int m, float[] a, int i0, int i1, int i2, float w1, float w2, float[] out) {
    float w0 = 1 - w1 - w2;
    nx = w0 * a[i0] + w1 * a[i1] + w2 * a[i2];
    ny = w0 * a[i0 + 1] + w1 * a[i1 + 1] + w2 * a[i2 + 1];
    nz = w0 * a[i0 + 2] + w1 * a[i1 + 2] + w2 * a[i2 + 2];
    px = w0 * a[i0 + 3] + w1 * a[i1 + 3] + w2 * a[i2 + 3];
    py = w0 * a[i0 + 4] + w1 * a[i1 + 4] + w2 * a[i2 + 4];
    pz = w0 * a[i0 + 5] + w1 * a[i1 + 5] + w2 * a[i2 + 5];
    open = w0 * a[i0 + 8] + w1 * a[i1 + 8] + w2 * a[i2 + 8];
    tint = w0 * a[i0 + 9] + w1 * a[i1 + 9] + w2 * a[i2 + 9];
    along = w0 * a[i0 + 10] + w1 * a[i1 + 10] + w2 * a[i2 + 10];
    float l = 1 / (float) Math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12f);
    if (nx * view[0] + ny * view[1] + nz * view[2] < 0) {
      l = -l;
    }
    nx *= l;
    ny *= l;
    nz *= l;
    gloss = 0.06f;
    hardness = 22;
    wrap = 0.1f;
    switch (MATERIALS[m]) {
      case FACE -> {
        float u = w0 * a[i0 + 6] + w1 * a[i1 + 6] + w2 * a[i2 + 6];
        float v = w0 * a[i0 + 7] + w1 * a[i1 + 7] + w2 * a[i2 + 7];
        texel(u, v);
        wrap = 0.25f;
      }
      case SKIN -> bare();
      case INSIDE -> inside((int) a[i0 + 9]);
      case TEETH -> {
        set(TEETH, 1);
        gloss = 0.25f;
        hardness = 50;
      }
      case EYE -> eye();
      case LASH -> {
        set(LASH, 1);
        for (int k = 0; k < 3; k++) {
          albedo[k] += 0.3f * skin[k];
        }
      }
      case HAIR -> {
        strand(out);
        return;
      }
      case GLASSES -> {
        set(frame, 1);
        gloss = 0.5f;
        hardness = 60;
      }
    }
    lit(out);
  }

  private void set(float[] c, float s) {
    albedo[0] = c[0] * s;
    albedo[1] = c[1] * s;
    albedo[2] = c[2] * s;
  }

  private void texel(float u, float v) {
    int n = FaceTexture.SIZE;
    float x = Math.max(0, Math.min(n - 1.01f, u * n - 0.5f));
    float y = Math.max(0, Math.min(n - 1.01f, (1 - v) * n - 0.5f));
    int i = (int) x;
    int j = (int) y;
    float fx = x - i;
    float fy = y - j;
    int o = 3 * (j * n + i);
    for (int k = 0; k < 3; k++) {
      float top = texture[o + k] + fx * (texture[o + 3 + k] - texture[o + k]);
      int p = o + 3 * n;
      float low = texture[p + k] + fx * (texture[p + 3 + k] - texture[p + k]);
      albedo[k] = top + fy * (low - top);
    }
  }

  /** Skin beside the face, scalp, and cloth, all by where it is on the mean head. */
  private void bare() {
    float collar = HeadBuilder.underCollar(person, px, py, pz);
    if (collar > 0) {
      wear(collar);
      return;
    }
    set(skin, 0.97f + 0.06f * Noise.cloud(seed, 0.5f * px, 0.5f * py, 0.5f * pz));
    wrap = 0.25f;
    open *= 0.75f + 0.25f * Math.min(1, -collar / 0.5f);
    if (person.hairStyle() != HairStyle.BALD) {
      float edge = 0.6f * Noise.cloud(seed + 3, 1.6f * px, 1.6f * py, 1.6f * pz);
      float m = (float) (0.95 * Noise.step(-0.2, 0.6, along + edge));
      for (int k = 0; k < 3; k++) {
        albedo[k] += m * (0.75f * hair[k] - albedo[k]);
      }
    }
  }

  private void wear(float collar) {
    float other =
        switch (person.pattern()) {
          case PLAIN -> 0;
          case STRIPES -> Math.floorMod((int) Math.floor(py / 1.3f), 2) == 0 ? 0 : 0.85f;
          case KNIT -> 0.18f * (float) Math.sin(7 * py) * (float) Math.sin(6 * px);
          case CHECKS ->
              0.4f
                  * ((Math.floorMod((int) Math.floor(px / 1.8f), 2))
                      + Math.floorMod((int) Math.floor(py / 1.8f), 2));
        };
    if (collar < 0.8f) {
      other = person.pattern() == SyntheticPerson.Pattern.PLAIN ? 0 : 0.5f;
    }
    float weave = 1 + 0.10f * Noise.space(seed + 5, 3 * px, 3 * py, 3 * pz);
    float seam = collar < 0.12f || (collar > 0.72f && collar < 0.85f) ? 0.62f : 1;
    for (int k = 0; k < 3; k++) {
      albedo[k] = (cloth[k] + other * (cloth2[k] - cloth[k])) * weave * seam;
    }
    gloss = 0.01f;
    wrap = 0.05f;
  }

  private void inside(int label) {
    float[] c =
        label == Label.TONGUE.ordinal()
            ? TONGUE
            : label == Label.GUMS.ordinal()
                ? GUMS
                : label == Label.EYE_SOCKET.ordinal() ? skin : THROAT;
    set(c, 1);
    gloss = 0.12f;
    hardness = 40;
  }

  private void eye() {
    float r = tint;
    float in = (float) Noise.step(1.06, 0.94, r);
    float pupil = (float) Noise.step(0.44, 0.36, r);
    float ring = 1 - 0.6f * (float) Noise.step(0.72, 1, r);
    float spokes = 1 + 0.3f * Noise.space(seed + 9, 9 * px, 9 * py, 3 * r);
    for (int k = 0; k < 3; k++) {
      float coloured = iris[k] * ring * spokes * (1.25f - 0.35f * r);
      float c = SCLERA[k] + in * (coloured - SCLERA[k]);
      albedo[k] = c * (1 - pupil) + 0.004f * pupil;
    }
    // The upper lid keeps light away.
    open = (float) (0.55 + 0.45 * Noise.step(1.0, -0.1, along));
    gloss = 1.1f;
    hardness = 160;
  }

  private void lit(float[] out) {
    float d = nx * light.key()[0] + ny * light.key()[1] + nz * light.key()[2];
    float e = nx * light.rim()[0] + ny * light.rim()[1] + nz * light.rim()[2];
    float up = 0.5f + 0.5f * ny;
    float facing = Math.max(0, nx * view[0] + ny * view[1] + nz * view[2]);
    float h = Math.max(0, nx * half[0] + ny * half[1] + nz * half[2]);
    float spark = gloss * power(h, hardness) * open;
    float grazing = (1 - facing) * (1 - facing);
    for (int k = 0; k < 3; k++) {
      // Red light goes further under the skin than blue.
      float reach = wrap * (k == 0 ? 1.5f : k == 1 ? 0.7f : 0.5f);
      float direct = Math.max(0, (d + reach) / (1 + reach));
      float back = Math.max(0, e) * (0.25f + 0.75f * grazing);
      float round = light.ground()[k] + up * (light.sky()[k] - light.ground()[k]);
      float l = light.keyColour()[k] * direct + light.rimColour()[k] * back;
      out[k] =
          albedo[k] * (l * (0.3f + 0.7f * open) + round * open) * 0.62f
              + spark * light.keyColour()[k]
              + 0.25f * gloss * grazing * grazing * round * open;
    }
  }

  private static float power(float x, float p) {
    return x <= 0 ? 0 : (float) Math.exp(p * Math.log(x));
  }

  /** Hair shines in bands across its direction (Kajiya and Kay 1989). */
  private void strand(float[] out) {
    float l = 1 / (float) Math.sqrt(px * px + py * py + pz * pz + 1e-12f);
    float th = (px * half[0] + py * half[1] + pz * half[2]) * l;
    float tl = (px * light.key()[0] + py * light.key()[1] + pz * light.key()[2]) * l;
    float shine = power((float) Math.sqrt(Math.max(0, 1 - th * th)), 60);
    float spread = (float) Math.sqrt(Math.max(0, 1 - tl * tl));
    float d = nx * light.key()[0] + ny * light.key()[1] + nz * light.key()[2];
    float e = Math.max(0, nx * light.rim()[0] + ny * light.rim()[1] + nz * light.rim()[2]);
    float facing = Math.max(0, (d + 0.4f) / 1.4f);
    float up = 0.5f + 0.5f * ny;
    float deep = 0.45f + 0.55f * Math.min(1, 2.2f * along);
    for (int k = 0; k < 3; k++) {
      float c = hair[k] * tint * (0.85f + 0.3f * along);
      float round = light.ground()[k] + up * (light.sky()[k] - light.ground()[k]);
      float direct = light.keyColour()[k] * facing * (0.35f + 0.65f * spread);
      out[k] =
          deep
              * (c * (direct + round + light.rimColour()[k] * e) * 0.62f
                  + facing * light.keyColour()[k] * shine * (0.02f + 0.35f * c));
    }
  }
}
