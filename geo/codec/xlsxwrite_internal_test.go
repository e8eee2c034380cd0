package codec

import (
	"errors"
	"io"
	"slices"
	"testing"
)

func TestSheetNames(t *testing.T) {
	var tables []FeatureTable
	for _, name := range []string{"history", "about", "a_name_of_thirty_two_characters1", "a_name_of_thirty_two_characters2", "grid"} {
		tables = append(tables, FeatureTable{Name: name})
	}
	want := []string{"history_2", "about_2", "a_name_of_thirty_two_characters", "a_name_of_thirty_two_characte_2", "grid", "about"}
	if got := sheetNames(tables, "about"); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestColumnNames(t *testing.T) {
	for n, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16_383: "XFD"} {
		if got := columnName(n); got != want {
			t.Errorf("column %d is %s, want %s", n, got, want)
		}
	}
}

// TestXLSXRows: a sheet that is full is none too many.
func TestXLSXRows(t *testing.T) {
	table := FeatureTable{Name: "a", Features: func(yield func(OutFeature, error) bool) {
		for range 9 {
			if !yield(OutFeature{}, nil) {
				return
			}
		}
	}}
	for rows, fits := range map[int]bool{9: false, 10: true} {
		_, err := WriteXLSX(io.Discard, XLSXFile{AboutName: "about", rows: rows}, []FeatureTable{table})
		var large *FileError
		if (err == nil) != fits || err != nil && (!errors.As(err, &large) || large.Kind != KindTooLarge) {
			t.Errorf("at most %d rows: %v", rows, err)
		}
	}
}
