package data

import _ "embed"

//go:embed codes/divisions.csv
var divisions []byte

// Divisions is the table of provinces, cities and counties of the mainland as CSV in UTF-8, in the
// order of codes, with the columns code (six digits of GB/T 2260), name, en (of cities: the name in
// English) and pinyin (where en is not that). README.md beside it names the source. Callers must
// not change it.
func Divisions() []byte { return divisions }
