// Fuzzing by coverage: `prep-fuzz TARGET [options of libFuzzer] [corpus folders]`. Built by .ci/nightly with
// PREP_FUZZ=1, which instruments all modules and links libFuzzer.

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

guard CommandLine.arguments.count > 1, let chosen = FuzzTarget.named(CommandLine.arguments[1]) else {
  print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
  exit(64)
}
/// The target of this process; libFuzzer's callback takes no context.
private nonisolated(unsafe) var target = chosen

// The name of the target is taken out of the arguments.
var arguments = CommandLine.unsafeArgv
for index in 1..<Int(CommandLine.argc) { arguments[index] = arguments[index + 1] }
var count = CommandLine.argc - 1
exit(
  runFuzzer(&count, &arguments) { bytes, count in
    target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  })

/// libFuzzer's own `main`, which is linked and never runs, asks for this.
@_cdecl("LLVMFuzzerTestOneInput") func neverCalled(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt { 0 }
