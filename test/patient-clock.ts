/** A clock that jumps to the next timer once nothing else is left to do. */
export function patientClock(startsAt = 0) {
  let now = startsAt;
  let isJumping = false;
  const timers: { readonly at: number; wake(): void }[] = [];

  /** One timer at a time: what it wakes may begin an earlier one than those that are left. */
  function jump(): void {
    timers.sort((a, b) => a.at - b.at);
    const next = timers.shift();
    isJumping = timers.length > 0;
    if (!next) return;
    now = next.at;
    next.wake();
    if (isJumping) setImmediate(jump);
  }

  return {
    now: () => now,
    sleep: (milliseconds: number): Promise<void> =>
      new Promise((wake) => {
        timers.push({ at: now + milliseconds, wake });
        if (!isJumping) setImmediate(jump);
        isJumping = true;
      }),
  };
}
