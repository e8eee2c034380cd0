package data

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
)

//go:embed codes/divisions.csv
var divisions []byte

// Division is a province, city or county of the mainland: code of six digits (GB/T 2260), name, of cities the name in
// English, and pinyin where en is not that. README.md beside the table names the source.
type Division struct{ Code, Name, En, Pinyin string }

// IsProvince is true of a province that is no city of its own.
func (d *Division) IsProvince() bool {
	switch d.Code {
	case "110000", "120000", "310000", "500000":
		return false
	}
	return strings.HasSuffix(d.Code, "0000")
}

// Divisions is the table in the order of codes. Callers must not change it.
var Divisions = sync.OnceValue(func() []Division {
	rows, err := csv.NewReader(bytes.NewReader(divisions)).ReadAll()
	if err != nil { // embedded, and read by tests
		return nil
	}
	out := make([]Division, 0, len(rows))
	for _, r := range rows[1:] {
		out = append(out, Division{r[0], r[1], r[2], r[3]})
	}
	return out
})
