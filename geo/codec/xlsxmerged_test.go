package codec_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
)

// TestMergedCells: each row knows the groups of merged cells over it, wherever they begin, and what is shown
// in each of their cells; groups without a value are none.
func TestMergedCells(t *testing.T) {
	sheet := `<x:worksheet xmlns:x="x"><!-- </ sheetData --><x:sheetData>
<x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c></x:row>
<x:row r="3"><x:c r="B3" t="str"><x:v>b</x:v></x:c><x:c r="D3" t="str"><x:v>hidden</x:v></x:c></x:row>
<x:row r="5"><x:c r="E5" t="str"><x:v>e</x:v></x:c></x:row>
<x:row r="1048576"><x:c r="E1048576" t="str"><x:v>f</x:v></x:c></x:row></x:sheetData>
<x:mergeCells count="4"><x:mergeCell ref="C1:D3"/><x:mergeCell ref="B3:XFD4"/><x:mergeCell ref="A1:A1048576"/><x:mergeCell ref="E9:E9"/></x:mergeCells></x:worksheet>`
	rows, _, err := tableOf(t, fileOf(t, "a.xlsx", book(t, sheet)), codec.Options{})
	if err != nil || len(rows) != 4 {
		t.Fatalf("%v %+v", err, rows)
	}
	var got []string
	for _, row := range rows {
		line := fmt.Sprint(row.Number)
		for column := range 6 {
			c, span := row.Shown(column)
			if line += "," + c.Text; span != nil {
				line += fmt.Sprintf("(%d)", span.Top)
			}
		}
		got = append(got, line)
	}
	want := []string{"1,a(1),,,,,", "3,a(1),b(3),b(3),b(3),b(3),b(3)", "5,a(1),,,,e,", "1048576,a(1),,,,f,"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestMergedRefuses: groups that are none, or lie over each other, or are too many, are refused by name.
func TestMergedRefuses(t *testing.T) {
	groups := func(n int, ref func(i int) string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<mergeCell ref="%s"/>`, ref(i))
		}
		return b.String()
	}
	var wide strings.Builder
	for i := range 1001 {
		fmt.Fprintf(&wide, `<c r="%s1"><v>1</v></c>`, column(i))
	}
	for name, c := range map[string]struct{ row, merged, kind, says string }{
		"no cells":       {"<c><v>1</v></c>", `<mergeCell ref="A1:x"/>`, codec.KindMalformed, "A1:x"},
		"backwards":      {"<c><v>1</v></c>", `<mergeCell ref="B2:A1"/>`, codec.KindMalformed, "B2:A1"},
		"below the last": {"<c><v>1</v></c>", `<mergeCell ref="A1:A1048577"/>`, codec.KindMalformed, "A1048577"},
		"over another":   {"<c><v>1</v></c><c><v>1</v></c>", `<mergeCell ref="A1:B2"/><mergeCell ref="B1:B3"/>`, codec.KindMalformed, "B1"},
		"too many":       {"<c><v>1</v></c>", groups(500_001, func(i int) string { return fmt.Sprintf("A%d:B%d", i+1, i+1) }), codec.KindTooLarge, "500000"},
		"too many a row": {wide.String(), groups(1001, func(i int) string { return column(i) + "1:" + column(i) + "9" }), codec.KindTooLarge, "over row 1"},
	} {
		sheet := "<worksheet><sheetData><row r=\"1\">" + c.row + "</row></sheetData><mergeCells>" + c.merged + "</mergeCells></worksheet>"
		_, _, err := tableOf(t, fileOf(t, "a.xlsx", book(t, sheet)), codec.Options{})
		if kindOfFile(err) != c.kind || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// column is the name of a column, from 0.
func column(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return column(n/26-1) + column(n%26)
}

// BenchmarkMergedCells reads 100,000 rows, of which each ten share three merged cells.
func BenchmarkMergedCells(b *testing.B) {
	const rows = 100_000
	var cells, merged strings.Builder
	for n := 1; n <= rows; n++ {
		fmt.Fprintf(&cells, `<row r="%d"><c r="A%d" t="str"><v>x</v></c><c r="B%d" t="str"><v>x</v></c><c r="C%d"><v>5</v></c><c r="D%d"><v>116.5</v></c></row>`, n, n, n, n, n)
		if n%10 == 1 {
			for _, c := range []string{"A", "B", "C"} {
				fmt.Fprintf(&merged, `<mergeCell ref="%s%d:%s%d"/>`, c, n, c, n+9)
			}
		}
	}
	for name, tail := range map[string]string{"none": "", "merged": "<mergeCells>" + merged.String() + "</mergeCells>"} {
		path := fileOf(b, "a.xlsx", book(b, "<worksheet><sheetData>"+cells.String()+"</sheetData>"+tail+"</worksheet>"))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if got, _, err := tableOf(b, path, codec.Options{}); err != nil || len(got) != rows {
					b.Fatal(len(got), err)
				}
			}
		})
	}
}
