import { fit } from './lib/fit.mjs';

// Answers with the size that an image must be scaled to.
export async function handler({ width, height }) {
  return { statusCode: 200, body: fit({ width, height }, 256) };
}
