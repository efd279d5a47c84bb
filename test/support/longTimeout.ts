/** Options of `vi.waitFor` and `expect.poll` for busy machines; their default timeout is a second. */
export const longTimeout = { timeout: 60_000 };
