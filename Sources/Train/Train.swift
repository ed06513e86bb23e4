@main struct TrainProgram { static func main() {} }
