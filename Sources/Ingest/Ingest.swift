@main struct IngestProgram { static func main() {} }
