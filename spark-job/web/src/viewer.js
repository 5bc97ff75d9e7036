// Gaussians in 3D, by Spark on three.js. A script of its own, which is loaded when somebody wants to see a head.
import { SparkRenderer, SplatMesh } from '@sparkjsdev/spark';
import { PerspectiveCamera, Scene, Vector3, WebGLRenderer } from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';

// The neutral camera: docs/design/conventions.md.
const LOOK_AT = new Vector3(0, 0, 0.2);
const DISTANCE = 2.5;
const FOCAL = 4.2647;
const FIELD = (2 * Math.atan(0.5 / FOCAL) * 180) / Math.PI;

window.reenactViewer = {
  /**
   * Shows a file's Gaussians in a box.
   *
   * @param bytes of the file
   * @param file its name, which says what it is: .spz has y up, .ply has y down
   */
  async open(box, bytes, file) {
    const renderer = new WebGLRenderer({ antialias: false, preserveDrawingBuffer: true });
    renderer.setPixelRatio(Math.min(2, window.devicePixelRatio));
    const scene = new Scene();
    const camera = new PerspectiveCamera(FIELD, 1, 0.05, 50);
    const controls = new OrbitControls(camera, renderer.domElement);
    controls.target.copy(LOOK_AT);
    const mesh = new SplatMesh({ fileBytes: bytes, fileName: file });
    if (file.toLowerCase().endsWith('.ply')) {
      mesh.quaternion.set(1, 0, 0, 0);
    }
    scene.add(new SparkRenderer({ renderer }), mesh);
    try {
      await mesh.initialized;
    } catch (e) {
      renderer.dispose();
      throw e;
    }
    renderer.domElement.setAttribute('role', 'img');
    renderer.domElement.setAttribute('aria-label', 'A head in 3D');
    box.replaceChildren(renderer.domElement);
    let open = true;
    const size = () => {
      const { clientWidth: w, clientHeight: h } = box;
      renderer.setSize(w, h, false);
      camera.aspect = w / h;
      camera.updateProjectionMatrix();
    };
    const reset = () => {
      camera.position.set(LOOK_AT.x, LOOK_AT.y, LOOK_AT.z + DISTANCE);
      controls.update();
    };
    const watch = new ResizeObserver(size);
    watch.observe(box);
    size();
    reset();
    const close = () => {
      open = false;
      watch.disconnect();
      renderer.setAnimationLoop(null);
      controls.dispose();
      mesh.dispose();
      renderer.dispose();
      box.replaceChildren();
    };
    renderer.setAnimationLoop(() => {
      if (!box.isConnected) {
        close();
      } else if (open) {
        controls.update();
        renderer.render(scene, camera);
      }
    });
    return {
      count: mesh.numSplats,
      reset,
      close,
      light(dark) {
        renderer.setClearColor(dark ? 0x14181d : 0xffffff, 1);
      },
      /** By angles in radians, around the head and above it. */
      turn(around, above) {
        const from = camera.position.clone().sub(LOOK_AT);
        const r = from.length();
        const a = Math.atan2(from.x, from.z) + around;
        const b = Math.max(-1.4, Math.min(1.4, Math.asin(from.y / r) - above));
        camera.position.set(r * Math.sin(a) * Math.cos(b), r * Math.sin(b), r * Math.cos(a) * Math.cos(b)).add(LOOK_AT);
        controls.update();
      },
    };
  },
};
