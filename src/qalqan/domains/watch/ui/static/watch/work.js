/* The work that a report costs in place of a captcha: a number whose SHA-256, with the ticket before it, begins
   with so many zero bits. Runs in a Worker and in the service worker; WebCrypto would be asked once a hash and be
   ten times slower than this loop. */
"use strict";
(function (self) {
  const K = new Uint32Array(64), START = new Uint32Array(8);
  const part = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    if (found < 8) START[found] = part(Math.sqrt(n));
    K[found++] = part(Math.cbrt(n));
  }
  const W = new Int32Array(64);

  function block(state, bytes, at) {
    for (let i = 0; i < 16; i++, at += 4) W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    for (let i = 16; i < 64; i++) {
      const a = W[i - 15], b = W[i - 2];
      W[i] = (W[i - 16] + W[i - 7] + ((a >>> 7 | a << 25) ^ (a >>> 18 | a << 14) ^ a >>> 3) + ((b >>> 17 | b << 15) ^ (b >>> 19 | b << 13) ^ b >>> 10)) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      const one = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const two = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  // The blocks that hold nothing of the number are the same for all numbers and are hashed once.
  self.solve = function (ticket, bits) {
    const prefix = ticket + ":", whole = prefix.length & ~63, first = new Uint8Array(whole);
    for (let i = 0; i < whole; i++) first[i] = prefix.charCodeAt(i);
    const begun = Int32Array.from(START), state = new Int32Array(8);
    for (let at = 0; at < whole; at += 64) block(begun, first, at);
    for (let number = 0; ; number++) {
      const rest = prefix.slice(whole) + number, length = rest.length;
      const bytes = new Uint8Array(length < 56 ? 64 : 128);
      for (let i = 0; i < length; i++) bytes[i] = rest.charCodeAt(i);
      bytes[length] = 128;
      const size = (whole + length) * 8;
      bytes[bytes.length - 2] = size >> 8;
      bytes[bytes.length - 1] = size;
      state.set(begun);
      for (let at = 0; at < bytes.length; at += 64) block(state, bytes, at);
      if ((bits <= 32 ? Math.clz32(state[0]) : 32 + Math.clz32(state[1])) >= bits) return String(number);
    }
  };
  // as a Worker, and not inside the service worker, which has no such messages
  if (typeof WorkerGlobalScope !== "undefined" && !("registration" in self)) {
    self.onmessage = (event) => self.postMessage(self.solve(event.data.ticket, event.data.bits));
  }
})(self);
