import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// The server's content security policy allows only files from its own origin: nothing is inlined.
export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: "dist",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: { proxy: { "/api": server(), "/sync": { ...server(), ws: true }, "/.well-known": server() } },
  test: { include: ["src/**/*.test.ts", "tests/**/*.test.ts"] },
});

function server() {
  return { target: process.env["UNDERSIGNED_ADDR"] ?? "http://127.0.0.1:8080" };
}
