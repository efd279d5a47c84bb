/** How `vi.waitFor` and `expect.poll` wait for what will come on any machine, however busy; their own limit is a second. */
export const patiently = { timeout: 60_000 };
