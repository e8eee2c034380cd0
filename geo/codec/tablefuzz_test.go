package codec_test

import (
	"errors"
	"io"
	"testing"

	"github.com/redsail/redsail/geo/codec"
)

// fuzzedRows reads the rows of a fuzzer's table: every end but a named one is a bug, rows are numbered
// upwards, and none is empty.
func fuzzedRows(t *testing.T, path string) {
	t.Helper()
	table, err := codec.OpenTable(t.Context(), path, codec.Options{Limits: small})
	last := 0
	for err == nil {
		var row codec.Row
		if row, err = table.Next(); err != nil {
			break
		}
		if row.Number <= last || len(row.Cells) == 0 {
			t.Fatalf("row %d of %d cells after row %d", row.Number, len(row.Cells), last)
		}
		last = row.Number
	}
	var fe *codec.FileError
	if !errors.Is(err, io.EOF) && !errors.As(err, &fe) {
		t.Fatalf("an error without a kind: %v", err)
	}
	if table != nil {
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzTableBook is the whole file of a workbook.
func FuzzTableBook(f *testing.F) {
	f.Add(book(f, `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`))
	f.Fuzz(func(t *testing.T, doc []byte) { fuzzedRows(t, fileOf(t, "a.xlsx", doc)) })
}

// FuzzTableCSV is a CSV.
func FuzzTableCSV(f *testing.F) {
	f.Add([]byte("编码,名称\r\nB1,\"甲,\n乙\"\r\n"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x00"))
	f.Add([]byte("\xb1\xe0\xc2\xeb;x\n1;2\n"))
	f.Fuzz(func(t *testing.T, doc []byte) { fuzzedRows(t, fileOf(t, "a.csv", doc)) })
}
