package intake

import (
	"slices"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// fields are the columns that an import reads; several are joined with "-".
type fields struct {
	code, name, parent []string
	// zhHant and english are there when the file has columns of the names that exports give them.
	zhHant, english []string
	// kind is the column of the class of the areas, where the layer has classes; "" = the file has none.
	kind string
}

// kindColumns may hold the class of areas, the first that is there; groundColumns those of base layers too: the
// key of OpenStreetMap, and the headings of Chinese surveys and plans of land, words before numbers.
var (
	kindColumns   = []string{colClass + `kind`, "kind"}
	groundColumns = []string{
		"landuse", `land_use`, "dlmc", "地类名称", "地类", "用地类型", "用地性质", "用地性质名称", "用地分类", "用地分类名称", "ydmc", "ydxz",
		"dlbm", "地类编码", "地类代码", "用地代码", "用地编码", "用地性质代码", "用地分类代码", "yddm", "ydbm", "ydxzdm",
	}
)

// isGroundColumn is true of a heading of the class of land, in letters of either case.
func isGroundColumn(title string) bool { return slices.Contains(groundColumns, plainHeading(title)) }

// kindColumn is the column of the class of the areas of a layer; but is not meant.
func kindColumn(scheme *city.Scheme, def *city.LayerDef, has, but []string) string {
	if len(scheme.KindsOf(def)) == 0 {
		return ""
	}
	names := kindColumns
	if def.Base {
		names = slices.Concat(kindColumns, groundColumns)
	}
	for _, name := range append(slices.Clone(names), codec.ClassColumn) {
		for _, title := range has {
			if (title == name || def.Base && plainHeading(title) == name) && !slices.Contains(but, title) {
				return title
			}
		}
	}
	return ""
}

// chooseFields resolves the options against the columns of the file.
func (im *importer) chooseFields(has []string) error {
	var err error
	if im.fields.code, err = im.columns("--code-field", im.o.CodeField, "code", has); err != nil {
		return err
	}
	if im.fields.name, err = im.columns("--name-field", im.o.NameField, "name", has); err != nil {
		return err
	}
	if im.fields.parent, err = im.columns("--parent-field", im.o.ParentField, "", has); err != nil {
		return err
	}
	im.fields.zhHant, im.fields.english = present("name_zh_hant", has), present("name_en", has)
	im.usualFields(has)
	im.fields.kind = kindColumn(im.scheme, im.def, has, im.fields.code)
	profile := im.def.Code.Profile
	switch {
	case im.fields.parent != nil && im.def.Parent == "":
		return city.Errorf(city.Invalid, "unknown_field", "--parent-field: layer %q has no parent layer", im.def.Key)
	case im.fields.code == nil && profile != "" && profile != city.ProfileFree:
		// Codes made up here could only be rejected one by one.
		return city.Errorf(city.Invalid, "unknown_field", "%s: layer %q takes %s codes: name their field with --code-field; the file has %s",
			im.path, im.def.Key, profile, list(has))
	case im.fields.code != nil:
		return nil
	}
	// Codes would be made up, which no later import can mend.
	known := areaHeadings(im.scheme, im.def)
	if unread := unreadCode(has, func(title string) bool { return im.readAs(known, title) }); unread != "" {
		return im.perhapsCode(unread, has)
	}
	return nil
}

// usualFields takes the fields of code and name by the headings that tables have for them, where no
// option and no field of the plain name says which, and only one field may be meant.
func (im *importer) usualFields(has []string) {
	known := areaHeadings(im.scheme, im.def)
	for _, f := range []struct {
		key   string
		field *[]string
	}{{colCode, &im.fields.code}, {colName, &im.fields.name}, {colNameEn, &im.fields.english}} {
		if *f.field != nil {
			continue
		}
		var found []string
		for _, name := range has {
			if known.usual(name) == f.key {
				found = append(found, name)
			}
		}
		if len(found) == 1 {
			*f.field = found
		}
	}
}

// columns takes an option apart. A column whose own name holds "+" is meant as a whole.
func (im *importer) columns(option, given, fallback string, has []string) ([]string, error) {
	switch {
	case given == "" && fallback != "" && slices.Contains(has, fallback):
		return []string{fallback}, nil
	case given == "":
		return nil, nil
	case slices.Contains(has, given):
		return []string{given}, nil
	}
	parts := strings.Split(given, "+")
	for _, p := range parts {
		if !slices.Contains(has, p) {
			return nil, city.Errorf(city.Invalid, "unknown_field", "%s: %s names the field %q; the file has %s", im.path, option, p, list(has))
		}
	}
	return parts, nil
}

// present is a column if the file has it.
func present(name string, has []string) []string {
	if !slices.Contains(has, name) {
		return nil
	}
	return []string{name}
}

// list words the columns of a file for a message of one line.
func list(has []string) string {
	const most = 30
	switch {
	case len(has) == 0:
		return "no fields"
	case len(has) > most:
		return strings.Join(has[:most], ", ") + " …"
	default:
		return strings.Join(has, ", ")
	}
}

// join reads columns of a feature; whole is false when any of them has no value.
func join(props map[string]string, names []string) (value string, whole bool) {
	var parts []string
	for _, n := range names {
		if v := strings.TrimSpace(props[n]); v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, "-"), len(parts) == len(names)
}
