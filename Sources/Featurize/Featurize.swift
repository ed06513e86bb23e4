@main struct FeaturizeProgram { static func main() {} }
