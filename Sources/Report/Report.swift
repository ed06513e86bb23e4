@main struct ReportProgram { static func main() {} }
