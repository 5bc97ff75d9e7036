/** Detection, dense landmarks, head pose, aligned crop and matte: from a clip to a track. */
package io.reenact.face;
