// The largest size with the same proportions that fits into a square.
export function fit({ width, height }, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
