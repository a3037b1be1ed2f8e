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

/** A hub takes at most this of one picture, unless it was set otherwise. */
const bytesMost = 2 * 1024 * 1024;

/** In order of wish: not every browser writes WebP, and one that does not writes a PNG in its place. */
const ways = [
  { type: "image/webp", quality },
  { type: "image/jpeg", quality },
  { type: "image/jpeg", quality: 0.5 },
] as const;

async function encoded(picture: ImageBitmap, width: number, height: number): Promise<Blob> {
  const canvas = canvasOf(width, height);
  canvas.draw(picture);
  for (const way of ways) {
    const blob = await canvas.encode(way.type, way.quality);
    if (blob.type === way.type && blob.size <= bytesMost) return blob;
  }
  throw new Error("too large");
}

interface Canvas {
  draw(picture: ImageBitmap): void;
  encode(type: string, quality: number): Promise<Blob>;
}

function canvasOf(width: number, height: number): Canvas {
  if (typeof OffscreenCanvas !== "undefined") {
    const canvas = new OffscreenCanvas(width, height);
    return {
      draw: (picture) => canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height),
      encode: (type, quality) => canvas.convertToBlob({ type, quality }),
    };
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return {
    draw: (picture) => canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height),
    encode: (type, quality) =>
      new Promise((resolve, reject) => {
        canvas.toBlob(
          (blob) => (blob ? resolve(blob) : reject(new Error("not encoded"))),
          type,
          quality,
        );
      }),
  };
}
