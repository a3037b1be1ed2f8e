import { expect, test } from "vitest";
import { crc32, fileName, zip } from "./zip.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("the sum is the one of ZIP", () => {
  expect(crc32(bytes("123456789"))).toBe(0xcbf43926);
  expect(crc32(bytes(""))).toBe(0);
});

test("an archive holds its files, each once in the directory at the end", async () => {
  const blob = zip(
    [
      { name: "Ä/guests.csv", bytes: bytes("a,b\n") },
      { name: "empty.csv", bytes: bytes("") },
    ],
    new Date(2026, 8, 26, 12, 30, 10).getTime(),
  );
  const all = new Uint8Array(await blob.arrayBuffer());
  const view = new DataView(all.buffer);
  const end = all.length - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  expect(view.getUint16(end + 10, true)).toBe(2);
  const directory = view.getUint32(end + 16, true);
  expect(directory + view.getUint32(end + 12, true)).toBe(end);
  expect(view.getUint32(directory, true)).toBe(0x02014b50);
  expect(view.getUint32(directory + 16, true)).toBe(crc32(bytes("a,b\n")));
  expect(view.getUint32(0, true)).toBe(0x04034b50);
  const name = view.getUint16(26, true);
  expect(new TextDecoder().decode(all.subarray(30, 30 + name))).toBe("Ä/guests.csv");
  expect(new TextDecoder().decode(all.subarray(30 + name, 34 + name))).toBe("a,b\n");
});

test("names of files are no paths", () => {
  expect(fileName("../../etc/passwd")).toBe("etc passwd");
  expect(fileName("Okafor & Lindqvist")).toBe("Okafor & Lindqvist");
  expect(fileName(" .. ")).toBe("-");
  expect(fileName("a\u202egnp.exe")).toBe("a gnp.exe");
  expect([...fileName("x".repeat(200))].length).toBe(60);
});
