import { fit } from "./photo.ts";

const longestSide = 1600;
const quality = 0.82;

/** Larger files are no pictures of a tablet's camera. */
export const fileBytesMax = 60 * 1024 * 1024;

/**
 * A picture as it is kept: at most 1600 px, upright, and without what the camera wrote into it (place,
 * time, device). Decoding runs off the page's thread. Rejected where the file is no picture.
 */
export async function shrink(file: Blob): Promise<Blob> {
  if (file.size > fileBytesMax) throw new Error("too large");
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const size = fit(picture.width, picture.height, longestSide);
  try {
    return await encoded(picture, size.width, size.height);
  } finally {
    picture.close();
  }
}

async function encoded(picture: ImageBitmap, width: number, height: number): Promise<Blob> {
  if (typeof OffscreenCanvas !== "undefined") {
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
    return canvas.convertToBlob({ type: "image/webp", quality });
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("not encoded"))),
      "image/jpeg",
      quality,
    );
  });
}
