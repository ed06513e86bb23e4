public import ArgumentParser

/// Which variants of YAML files a program reads.
public struct VariantOptions: ParsableArguments {
  /// Their names.
  @Option(
    name: .customLong("variant"),
    help: ArgumentHelp(
      "A section of the file's section variants that goes before the rest; repeated for more.",
      valueName: "name"))
  public var names: [String] = []

  /// Creates the options for parsing.
  public init() {}
}
