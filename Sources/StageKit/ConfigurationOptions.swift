public import ArgumentParser
public import Configuration

/// The options of a program that reads a YAML file.
public struct ConfigurationOptions: ParsableArguments {
  /// The file.
  @Option(help: ArgumentHelp("The settings, YAML.", valueName: "file"))
  public var configuration: String

  /// Which variants of the file are meant.
  @OptionGroup public var variants: VariantOptions

  @Flag(help: "Print the complete settings, defaults included, and stop.")
  var printConfig = false

  /// Creates the options for parsing.
  public init() {}

  /// Reads the file; with `--print-config` prints it and ends the program.
  ///
  /// - Parameter read: Reads every key that the file may have.
  /// - Throws: ``ConfigurationError``.
  public func load<Settings>(
    _ read: (Section) throws -> Settings
  ) throws -> Configured<Settings> {
    let configured = try Configuration.configuration(
      reading: configuration, as: variants.names, read)
    if printConfig {
      print(configured.yaml, terminator: "")
      throw ExitCode.success
    }
    return configured
  }
}
