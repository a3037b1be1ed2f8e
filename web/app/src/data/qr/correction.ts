/** Reed-Solomon codes over the field of 256 elements that QR codes use (x^8+x^4+x^3+x^2+1). */

const exponents = new Uint8Array(510);
const logarithms = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power++) {
  exponents[power] = exponents[power + 255] = value;
  logarithms[value] = power;
  value = (value << 1) ^ (value >= 128 ? 0x11d : 0);
}

const product = (a: number, b: number): number =>
  a === 0 || b === 0 ? 0 : (exponents[(logarithms[a] ?? 0) + (logarithms[b] ?? 0)] ?? 0);

/** (x - 1)(x - 2)(x - 4)… with so many factors, the highest power first and without its one. */
function generator(count: number): Uint8Array {
  const made = new Uint8Array(count);
  made[count - 1] = 1;
  for (let root = 0; root < count; root++) {
    for (let at = 0; at < count; at++) {
      made[at] = product(made[at] ?? 0, exponents[root] ?? 0) ^ (made[at + 1] ?? 0);
    }
  }
  return made;
}

/** The bytes that mend `data`: what is left of it, moved up, when it is divided by the generator. */
export function correctionOf(data: Uint8Array, count: number): Uint8Array {
  const divisor = generator(count);
  const rest = new Uint8Array(count);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest.copyWithin(0, 1);
    rest[count - 1] = 0;
    for (let at = 0; at < count; at++)
      rest[at] = (rest[at] ?? 0) ^ product(divisor[at] ?? 0, factor);
  }
  return rest;
}
