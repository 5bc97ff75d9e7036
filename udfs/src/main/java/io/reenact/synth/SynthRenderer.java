package io.reenact.synth;

import io.reenact.camera.Camera;
import io.reenact.nn.face.Landmarks68;
import io.reenact.pool.LatestMap;
import io.reenact.video.RgbImage;
import java.util.Map;

/**
 * Draws synthetic people by a super-sampled triangle z-buffer. Deterministic: the same person,
 * state, camera and size give the same frame. Keeps the meshes of a few people; not for several
 * threads at a time.
 */
public final class SynthRenderer {
  /**
   * Samples a pixel, each way, of clips. Strands of hair are about as wide as a sample at 256 px,
   * so edges of hair are rough: against 8 x 8 samples, 24 to 31 dB inside the head.
   */
  private static final int SAMPLES = 2;

  private static final int KEPT = 4;

  /** A landmark is hidden if something is nearer by this, in the world's units (0.5 cm). */
  private static final double HIDDEN = 0.5 * HeadModel.WORLD_PER_CM;

  /** Hair that faces away by this is behind the head, if it is over this height (centimetres). */
  private static final float FAR_SIDE = -0.5f;

  private static final float BESIDE_HEAD = 1.5f;

  private final HeadModel model;
  private final int samples;
  private final boolean room;
  private final Map<Long, Assets> people = new LatestMap<>(KEPT);
  private TriangleRaster raster = new TriangleRaster(1, 1);
  private float[] screen = new float[0];

  /**
   * Of one pixel: the triangles that its samples see, -1 once shaded, and where the samples are.
   */
  private final int[] near;

  private final float[] nearX;
  private final float[] nearY;
  private final float[] weights = new float[2];
  private final float[] colour = new float[3];

  private record Assets(PersonMesh mesh, Pose pose, Shader shader, Surroundings surroundings) {}

  /**
   * As clips are drawn.
   *
   * @param model the head that all people are made of
   */
  public SynthRenderer(HeadModel model) {
    this(model, SAMPLES, true);
  }

  /**
   * @param model the head that all people are made of
   * @param samples a pixel, each way, at least 1: 8 draw strands of hair smoothly, in about ten
   *     times the time of 2
   * @param room whether the room is behind people; otherwise pixels hold the person's own colour,
   *     as a perfect matte would leave it, and are black where nobody is
   */
  public SynthRenderer(HeadModel model, int samples, boolean room) {
    this.model = model;
    this.samples = samples;
    this.room = room;
    near = new int[samples * samples];
    nearX = new float[near.length];
    nearY = new float[near.length];
  }

  /** The head model. */
  public HeadModel model() {
    return model;
  }

  /**
   * Draws a frame.
   *
   * @param person who
   * @param state how the head is held
   * @param camera from where
   * @param size width and height in pixels
   */
  public SynthFrame render(SyntheticPerson person, FrameState state, Camera camera, int size) {
    Assets assets = people.computeIfAbsent(person.seed(), s -> assets(person));
    assets.pose.hold(state);
    int wide = size * samples;
    if (raster.width != wide) {
      raster = new TriangleRaster(wide, wide);
    }
    View view = new View(camera, wide);
    project(assets, view);
    dropHiddenHair(assets, view.direction());
    raster.clear();
    raster.draw(screen, assets.mesh.indices);
    float[] toCamera = view.direction();
    assets.shader.look(toCamera[0], toCamera[1], toCamera[2]);
    float[] matte = new float[size * size];
    float[] hair = new float[size * size];
    byte[] rgb = new byte[3 * size * size];
    resolve(assets, camera, size, matte, hair, rgb);
    float[] marks2d = new float[2 * Landmarks68.COUNT];
    float[] marks3d = new float[3 * Landmarks68.COUNT];
    boolean[] visible = new boolean[Landmarks68.COUNT];
    landmarks(assets, size, marks2d, marks3d, visible);
    return new SynthFrame(new RgbImage(size, size, rgb), matte, hair, marks2d, marks3d, visible);
  }

  /** Reads expressions off a person's landmarks. */
  ExpressionReader expressions(SyntheticPerson person) {
    return new ExpressionReader(people.computeIfAbsent(person.seed(), s -> assets(person)).mesh());
  }

  private Assets assets(SyntheticPerson person) {
    PersonMesh mesh = HeadBuilder.build(model, person);
    Surroundings around = Surroundings.sample(person.seed());
    return new Assets(
        mesh,
        new Pose(mesh, model.eyeCentres(person.identity())),
        new Shader(person, around, FaceTexture.paint(model, person)),
        around);
  }

  /** From centimetres to samples. */
  private record View(double[] m, double fx, double fy, double cx, double cy) {
    View(Camera camera, int wide) {
      this(
          camera.worldToCamera(),
          camera.focalX(wide),
          camera.focalY(wide),
          camera.centreX(wide),
          camera.centreY(wide));
    }

    /** Direction to the camera from the middle of the picture. */
    float[] direction() {
      return new float[] {(float) -m[8], (float) -m[9], (float) -m[10]};
    }
  }

  private void project(Assets assets, View v) {
    float[] p = assets.pose.positions;
    if (screen.length != p.length) {
      screen = new float[p.length];
    }
    double[] m = v.m;
    float[] w = new float[3];
    for (int i = 0; i < p.length; i += 3) {
      System.arraycopy(p, i, w, 0, 3);
      HeadModel.toWorld(w, 0);
      double z = m[8] * w[0] + m[9] * w[1] + m[10] * w[2] + m[11];
      if (z < 0.1) {
        screen[i + 2] = 0;
        continue;
      }
      screen[i] = (float) (v.fx * (m[0] * w[0] + m[1] * w[1] + m[2] * w[2] + m[3]) / z + v.cx);
      screen[i + 1] = (float) (v.fy * (m[4] * w[0] + m[5] * w[1] + m[6] * w[2] + m[7]) / z + v.cy);
      screen[i + 2] = (float) (1 / z);
    }
  }

  /** The head hides the hair on its far side: half of the triangles need no drawing. */
  private void dropHiddenHair(Assets assets, float[] toCamera) {
    float[] a = assets.pose.attributes;
    for (int v = model.vertices; v < assets.mesh.hairEnd; v++) {
      int o = PersonMesh.STRIDE * v + PersonMesh.NORMAL;
      float facing = a[o] * toCamera[0] + a[o + 1] * toCamera[1] + a[o + 2] * toCamera[2];
      if (facing < FAR_SIDE && assets.mesh.rest[3 * v + 1] > BESIDE_HEAD) {
        screen[3 * v + 2] = 0;
      }
    }
  }

  private void resolve(
      Assets assets, Camera camera, int size, float[] matte, float[] hair, byte[] rgb) {
    double[] yp = camera.yawPitch();
    float[] sum = new float[3];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        sum[0] = 0;
        sum[1] = 0;
        sum[2] = 0;
        int hits = seen(x, y);
        int o = y * size + x;
        for (int s = 0; s < hits; s++) {
          if (assets.mesh.material[near[s]] == PersonMesh.Material.HAIR.ordinal()) {
            hair[o] += 1f / near.length;
          }
        }
        for (int s = 0; s < hits; s++) {
          if (near[s] >= 0) {
            shadeSamples(assets, s, hits, sum);
          }
        }
        float share = (float) hits / near.length;
        matte[o] = share;
        int lights = room ? near.length : Math.max(1, hits);
        if (room && hits < near.length) {
          assets.surroundings.behind(
              (x + 0.5) / size + 0.35 * yp[0], (y + 0.5) / size + 0.35 * yp[1], colour);
          for (int k = 0; k < 3; k++) {
            sum[k] += (1 - share) * near.length * colour[k];
          }
        }
        for (int k = 0; k < 3; k++) {
          float linear = sum[k] / lights;
          rgb[3 * o + k] = (byte) (int) (255 * Tone.encoded(linear) + 0.5f);
        }
      }
    }
  }

  /** The triangles that a pixel's samples see go to {@link #near}, with their samples. */
  private int seen(int x, int y) {
    int wide = raster.width;
    int hits = 0;
    for (int s = 0; s < near.length; s++) {
      int column = x * samples + s % samples;
      int row = y * samples + s / samples;
      int t = raster.triangle[row * wide + column];
      if (t >= 0) {
        near[hits] = t;
        nearX[hits] = column + 0.5f;
        nearY[hits++] = row + 0.5f;
      }
    }
    return hits;
  }

  /**
   * Adds the colour of all samples from the first on that see a triangle: shaded once, in their
   * middle, while edges keep every sample.
   */
  private void shadeSamples(Assets assets, int first, int hits, float[] sum) {
    int t = near[first];
    int share = 0;
    float atX = 0;
    float atY = 0;
    for (int s = first; s < hits; s++) {
      if (near[s] == t) {
        near[s] = -1;
        share++;
        atX += nearX[s];
        atY += nearY[s];
      }
    }
    int[] corner = assets.mesh.indices;
    int a = corner[3 * t];
    int b = corner[3 * t + 1];
    int c = corner[3 * t + 2];
    TriangleRaster.weights(screen, 3 * a, 3 * b, 3 * c, atX / share, atY / share, weights);
    assets.shader.shade(
        assets.mesh.material[t],
        assets.pose.attributes,
        PersonMesh.STRIDE * a,
        PersonMesh.STRIDE * b,
        PersonMesh.STRIDE * c,
        weights[0],
        weights[1],
        colour);
    for (int k = 0; k < 3; k++) {
      sum[k] += share * colour[k];
    }
  }

  private void landmarks(
      Assets assets, int size, float[] marks2d, float[] marks3d, boolean[] visible) {
    for (int i = 0; i < Landmarks68.COUNT; i++) {
      int at = 3 * model.landmarks[i];
      System.arraycopy(assets.pose.positions, at, marks3d, 3 * i, 3);
      HeadModel.toWorld(marks3d, 3 * i);
      marks2d[2 * i] = screen[at] / samples;
      marks2d[2 * i + 1] = screen[at + 1] / samples;
      int x = (int) Math.floor(screen[at]);
      int y = (int) Math.floor(screen[at + 1]);
      boolean inside =
          screen[at + 2] > 0 && x >= 0 && y >= 0 && x < size * samples && y < size * samples;
      if (inside) {
        float nearest = raster.inverseDepth[y * size * samples + x];
        visible[i] = nearest == 0 || 1 / screen[at + 2] < 1 / nearest + HIDDEN;
      }
    }
  }
}
