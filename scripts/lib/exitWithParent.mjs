// Loaded with --import into every Node process that the supervisor starts. When the supervisor disappears, however it
// died, the channel to it closes, and this process ends in its own orderly way, or after a while in any way.
const GRACE_MILLISECONDS = 12_000;

if (process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MILLISECONDS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // The channel must not keep a process alive that has nothing else to do.
  process.channel.unref();
}
