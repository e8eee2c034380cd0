package codec

import (
	"archive/zip"
	"fmt"
	"io"
)

// TextSheet is a sheet of texts; its first row names the columns.
type TextSheet struct {
	Name string
	Rows [][]string
}

// WriteTextSheets writes a workbook of texts. Its columns have the format of texts to the end, so
// that a code typed in later stays one. The same sheets give the same bytes.
func WriteTextSheets(w io.Writer, sheets []TextSheet) error {
	x := &xlsxWriter{zip: zip.NewWriter(w)}
	for _, s := range sheets {
		x.names = append(x.names, s.Name)
	}
	if err := x.frame(); err != nil {
		return err
	}
	for i, sheet := range sheets {
		columns := 0
		for _, row := range sheet.Rows {
			columns = max(columns, len(row))
		}
		s, err := x.sheet(i, fmt.Sprintf(`<cols><col min="1" max="%d" width="18" style="%d" customWidth="1"/></cols>`, max(columns, 1), styleText))
		if err != nil {
			return err
		}
		for j, row := range sheet.Rows {
			style := styleText
			if j == 0 {
				style = styleHead
			}
			s.texts(style, row...)
		}
		if err := s.end(); err != nil {
			return err
		}
	}
	return x.zip.Close()
}
