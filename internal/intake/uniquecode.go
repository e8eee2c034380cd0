package intake

import (
	"cmp"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// uniqueCodes watches the columns that may hold the codes of areas for which codes would be made up: their
// names end as those of surveys and of other programs do (BSM, WGBM, GRIDID), and each feature has a value
// of its own there.
type uniqueCodes struct {
	seen map[string]map[string]bool // values by column; a column that repeats one is left out
	rows int
}

// codeEnds end the names of columns that hold codes; idEnds those that may as well hold the numbers that a program
// gave the features, which is what rowNumbers do in any file.
var (
	codeEnds   = []string{"code", "bsm", "bm", "bh", "dm", "标识码"}
	idEnds     = []string{"id", "标识", "序列号"}
	rowNumbers = []string{"fid", `fid_`, "oid", `oid_`, "gid", "objectid", `objectid_1`, `ogc_fid`, "rowid", "featureid", `feature_id`}
)

// watchCodes begins to watch; nil where the codes are known, or such areas are in the store already.
func (im *importer) watchCodes(has []string) *uniqueCodes {
	if im.fields.code != nil || len(im.known[im.def.Key]) > 0 {
		return nil
	}
	w := &uniqueCodes{seen: map[string]map[string]bool{}}
	known := areaHeadings(im.scheme, im.def)
	for _, title := range has {
		plain := plainHeading(title)
		if (endsWith(plain, codeEnds) || endsWith(plain, idEnds)) && !slices.Contains(rowNumbers, plain) && !im.readAs(known, title) {
			w.seen[title] = map[string]bool{}
		}
	}
	return w
}

// readAs is true of a column that is read or known for something else than the code.
func (im *importer) readAs(known *headings, title string) bool {
	key := known.usual(title)
	return key != "" && key != colCode || title == im.fields.kind || im.def.Base && isGroundColumn(title) || slices.Contains(im.fields.parent, title)
}

// see takes the values of a feature.
func (w *uniqueCodes) see(props map[string]string) {
	if w == nil {
		return
	}
	w.rows++
	for title, values := range w.seen {
		value := strings.TrimSpace(props[title])
		if value == "" || values[value] || city.ProfileFree.CheckCode(value) != nil {
			delete(w.seen, title)
			continue
		}
		values[value] = true
	}
}

// judge refuses a file with a column of codes that nobody reads, and names it; of columns that may as well hold the
// numbers of a program the first is told, and codes are made up.
func (w *uniqueCodes) judge(im *importer, has []string) error {
	if w == nil || w.rows < 2 {
		return nil
	}
	for _, title := range has {
		if w.seen[title] == nil {
			continue
		}
		if endsWith(plainHeading(title), codeEnds) {
			return im.perhapsCode(title, has)
		}
		im.report.PerhapsCode = cmp.Or(im.report.PerhapsCode, title)
	}
	return nil
}

func endsWith(plain string, ends []string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(plain, end) })
}

// perhapsCode refuses to make up codes beside a column that may hold them.
func (im *importer) perhapsCode(title string, has []string) error {
	return city.Errorf(city.Invalid, "unknown_field", "%s: the field %q may hold the codes, and nobody reads it: say --code-field %s; the file has %s", im.path, title, title, list(has))
}
