@main struct DemoCorpusProgram { static func main() {} }
