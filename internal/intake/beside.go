package intake

import (
	"fmt"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// UnreadSheet is a sheet of a workbook that holds rows and was not read, because none was named and
// another is the first.
type UnreadSheet struct {
	Name string `json:"name"`
	// Rows are those in which anything is written, headings included; More is true where there are, or may
	// be, more: they are counted to 10,000.
	Rows int  `json:"rows"`
	More bool `json:"more,omitempty"`
}

// unreadSheets are the sheets that hold something of the city: not those that templates and exports have to
// explain themselves.
func unreadSheets(src codec.Source) (out []UnreadSheet) {
	for _, s := range src.Unread {
		help := s.Name == atlas.AboutTable || (s.Name == sheetHeadings || s.Name == sheetWords) && s.First == helpHeading
		if !help {
			out = append(out, UnreadSheet{Name: clip(s.Name), Rows: s.Rows, More: s.More})
		}
	}
	return out
}

// wholeBook refuses to end what the file lacks where sheets of it were not read: what they hold would end
// with the rest. personal is true of tables of people, where a sheet may have the name of one.
func wholeBook(path string, src codec.Source, personal bool) error {
	unread := unreadSheets(src)
	if len(unread) == 0 {
		return nil
	}
	which := fmt.Sprintf("%d sheets", len(unread))
	if !personal {
		which = "sheet " + sheetNames(unread)
	}
	return city.Errorf(city.Invalid, "sheets_unread", "%s: --replace would end what stands in the sheets that are not read, as none was named and the first was taken: %s; put all rows into one sheet, or name the sheet that holds all of them with --source-layer",
		path, which)
}

func sheetNames(sheets []UnreadSheet) string {
	names := make([]string, len(sheets))
	for i := range sheets {
		names[i] = sheets[i].Name
	}
	return list(names)
}

// BesideWords tells in a line of a summary what a workbook holds that was not read.
func BesideWords(sheets []UnreadSheet, links []string) (text string) {
	if len(sheets) > 0 {
		names := make([]string, len(sheets))
		for i, s := range sheets {
			least := ""
			if s.More {
				least = "at least "
			}
			names[i] = fmt.Sprintf("%s (%s%d rows)", s.Name, least, s.Rows)
		}
		text = "; not read, as none was named and the first was taken: sheet " + strings.Join(names, ", ")
	}
	if len(links) > 0 {
		text += "; has links to other workbooks, which were not opened: " + strings.Join(links, ", ")
	}
	return text
}
