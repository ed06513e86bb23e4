// The library is C++: CSentencePiece calls it. This module carries its flags.
#pragma once
