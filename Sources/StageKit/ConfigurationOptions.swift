public import ArgumentParser
public import Configuration

/// Settings that one YAML file gives.
public protocol ConfigurationFile {
  /// Reads every key that the file may have.
  ///
  /// - Throws: `ConfigurationError` naming file, line and key.
  init(_ section: Section) throws
}

/// The options of a program that reads a YAML file. They come first among a command's options, so
/// that `--print-config` needs no others.
public struct ConfigurationOptions<File: ConfigurationFile>: ParsableArguments {
  /// The file.
  @Option(help: ArgumentHelp("The settings, YAML.", valueName: "file"))
  public var configuration: String

  /// Which variants of the file are meant.
  @OptionGroup public var variants: VariantOptions

  @Flag(help: "Print the complete settings, defaults included, and stop.")
  var printConfig = false

  /// Creates the options for parsing.
  public init() {}

  /// With `--print-config`, prints the file and ends the program.
  public func validate() throws {
    if printConfig { throw printed { try load().yaml } }
  }

  /// Reads the file.
  ///
  /// - Throws: `ConfigurationError`.
  public func load() throws -> Configured<File> {
    try Configuration.configuration(reading: configuration, as: variants.names, File.init)
  }
}

/// What ends a program that was asked to print its settings: for `validate()` of options to throw,
/// which the parser asks before it misses the options that follow.
///
/// - Parameter yaml: Reads the settings.
public func printed(_ yaml: () throws -> String) -> any Error {
  do {
    return CleanExit.message(String(try yaml().dropLast()))
  } catch {
    return failure(error, on: Console(quiet: false, json: false))
  }
}
