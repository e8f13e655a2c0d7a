internal import CPrep
import PrepCommands
import PrepSystem

// PrepInterface is prep for programs in any language: the functions of prep.h, which says what they mean. It holds no
// work of its own: it checks arguments, calls the libraries, and makes values of C of theirs.

/// Runs the command line, and ends the process.
@c @implementation public func prep_run(_ count: Int32, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?)
  -> Int32
{
  var arguments: [String] = []
  for index in 0..<max(0, Int(count)) {
    guard let word = words?[index] else { break }
    arguments.append(PathText.word(ofCString: word))
  }
  PrepCommand.start(Array(arguments.dropFirst()))
}
