package codec

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/crs"
)

// Limits of a sheet (ECMA-376, and what Excel says of itself).
const (
	sheetRows      = 1 << 20
	sheetCellUnits = 32767 // UTF-16
	sheetNameUnits = 31
	sheetDigits    = 15 // of a number that stays exact
)

// XLSXFile is what a workbook holds beside its features.
type XLSXFile struct {
	CRS crs.System // nil = WGS-84
	// AboutName is the name of the last sheet; About its rows, in two columns of text.
	AboutName string
	About     [][2]string
	// AboutLater, when not nil, is asked for further rows when the sheets are written.
	AboutLater func() [][2]string

	rows int // of a sheet; 0 = sheetRows
}

// WriteXLSX writes a workbook (ECMA-376) with a sheet for each layer: a row of names, then
// the features, with their geometry as WKT in the last column (WKTColumn). Texts are texts,
// whatever they look like: no code becomes a number and none begins a formula. Whole numbers
// are numbers up to 15 digits, longer ones texts. A text ends with the last whole character
// within 32,767 units of UTF-16, and a geometry that is longer is left out; cut says how many
// cells lost something, and the last sheet where. Features are not kept in memory; the same
// give the same bytes. It fails as WriteGeoPackage does, and where a sheet has more rows than
// 1,048,576.
func WriteXLSX(w io.Writer, f XLSXFile, tables []FeatureTable) (cut int, err error) {
	if f.rows == 0 {
		f.rows = sheetRows
	}
	x := &xlsxWriter{file: f, zip: zip.NewWriter(w), names: sheetNames(tables, f.AboutName)}
	if err := x.frame(); err != nil {
		return 0, err
	}
	for i, t := range tables {
		if err := x.table(i, t); err != nil {
			return x.cut, fmt.Errorf("layer %s: %w", t.Name, err)
		}
	}
	if err := x.about(len(tables)); err != nil {
		return x.cut, err
	}
	return x.cut, x.zip.Close()
}

// sheetNames are names that sheets can have, the last one that of the sheet about the file.
func sheetNames(tables []FeatureTable, about string) (names []string) {
	seen := map[string]bool{"history": true, "": true, about: true} // the first is Excel's own
	for _, t := range tables {
		name := cutText(t.Name, sheetNameUnits)
		for n := 2; seen[strings.ToLower(name)]; n++ {
			end := fmt.Sprintf("_%d", n)
			name = cutText(t.Name, sheetNameUnits-len(end)) + end
		}
		seen[strings.ToLower(name)] = true
		names = append(names, name)
	}
	return append(names, about)
}

// xlsxWriter writes one workbook.
type xlsxWriter struct {
	file  XLSXFile
	zip   *zip.Writer
	names []string
	cut   int
	lost  [][2]string // rows of the last sheet
}

// entry begins a file of the archive, with a fixed time.
func (x *xlsxWriter) entry(name string) (io.Writer, error) {
	return x.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
}

// Styles of cells: those of cellXfs in xlsxStyles.
const (
	styleText = 1 // the number format "@", so that an edited code stays a text
	styleHead = 2
)

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	xlsxNS  = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relNS   = `"http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	kindNS  = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
	packNS  = `"http://schemas.openxmlformats.org/package/2006/`

	xlsxStyles = xmlHead + `<styleSheet ` + xlsxNS + `><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
)

// frame writes all but the sheets.
func (x *xlsxWriter) frame() error {
	var types, book, links strings.Builder
	for i, name := range x.names {
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, kindNS)
		fmt.Fprintf(&book, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, appendEscaped(nil, name), i+1, i+1)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type=%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relNS, i+1)
	}
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns=` + packNS + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + kindNS + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + kindNS + `styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns=` + packNS + `relationships"><Relationship Id="rId1" Type=` + relNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook ` + xlsxNS + ` xmlns:r=` + relNS + `"><sheets>` + book.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns=` + packNS + `relationships">` + links.String() +
			fmt.Sprintf(`<Relationship Id="rId%d" Type=%s/styles" Target="styles.xml"/></Relationships>`, len(x.names)+1, relNS)},
		{"xl/styles.xml", strings.TrimPrefix(xlsxStyles, xmlHead)},
	} {
		to, err := x.entry(part[0])
		if err != nil {
			return err
		}
		if _, err := io.WriteString(to, xmlHead+part[1]); err != nil {
			return err
		}
	}
	return nil
}

// table writes the sheet of a layer.
func (x *xlsxWriter) table(at int, t FeatureTable) error {
	s, err := x.sheet(at, "")
	if err != nil {
		return err
	}
	head := make([]string, 0, len(t.Columns)+1)
	for _, c := range t.Columns {
		head = append(head, c.Name)
	}
	head = append(head, WKTColumn(x.file.CRS))
	s.texts(styleHead, head...)
	cells, n := make([]any, len(t.Columns)), 0
	for f, err := range t.Features {
		if err != nil {
			return err
		}
		clear(cells)
		if err := fillRow(cells, t.Columns, f.Properties); err != nil {
			return fmt.Errorf("feature %d: %w", n, err)
		}
		wkt, err := appendWKT(nil, f.Geometry)
		if err != nil {
			return fmt.Errorf("feature %d: %w", n, err)
		}
		if s.row(cells, string(wkt)); s.rows > x.file.rows {
			return &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("a sheet has at most %d rows; use GeoPackage or CSV", x.file.rows)}
		}
		n++
	}
	for i, name := range head {
		if s.cut[i] > 0 {
			x.cut += s.cut[i]
			x.lost = append(x.lost, [2]string{"cut: " + x.names[at] + "." + name, strconv.Itoa(s.cut[i])})
		}
	}
	return s.end()
}

// about writes the last sheet.
func (x *xlsxWriter) about(at int) error {
	s, err := x.sheet(at, "")
	if err != nil {
		return err
	}
	s.texts(styleHead, "name", "value")
	var later [][2]string
	if x.file.AboutLater != nil {
		later = x.file.AboutLater()
	}
	for _, rows := range [][][2]string{x.file.About, later, x.lost} {
		for _, row := range rows {
			s.texts(styleText, row[0], row[1])
		}
	}
	return s.end()
}

// sheet begins a sheet; columns is XML of how its columns look.
func (x *xlsxWriter) sheet(at int, columns string) (*xlsxSheet, error) {
	to, err := x.entry(fmt.Sprintf("xl/worksheets/sheet%d.xml", at+1))
	if err != nil {
		return nil, err
	}
	s := &xlsxSheet{out: bufio.NewWriterSize(to, 64<<10), cut: map[int]int{}}
	// The names stay in sight.
	_, err = s.out.WriteString(xmlHead + `<worksheet ` + xlsxNS + `><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` + columns + `<sheetData>`)
	return s, err
}
