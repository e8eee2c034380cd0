package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// Mapping says which column holds what, where the headings alone do not: it goes over the headings
// that are known, for one kind of tables.
type Mapping struct {
	Kind TableKind `json:"kind"`
	// Columns give the key of each heading; empty = the column is not read. The heading of a column
	// under a group is written 坐标·经度.
	Columns map[string]string `json:"columns"`
	plain   map[string]string
}

// Limits of a mapping.
const (
	maxMappingBytes   = 1 << 20
	maxMappingColumns = 2000
)

// ReadMapping reads a mapping that WriteMapping wrote, or that somebody made, and checks it.
func ReadMapping(r io.Reader) (*Mapping, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxMappingBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxMappingBytes {
		return nil, badMapping("it is longer than %d bytes", maxMappingBytes)
	}
	m := &Mapping{}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	d.DisallowUnknownFields()
	if err := d.Decode(m); err != nil {
		return nil, badMapping("it is no JSON of {\"kind\": …, \"columns\": {heading: key}}: %s", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, badMapping("something follows the object")
	}
	return m, m.prepare()
}

func badMapping(format string, args ...any) error {
	return city.Errorf(city.Invalid, "bad_mapping", "mapping of columns: "+format, args...)
}

// prepare checks the keys and makes the headings comparable.
func (m *Mapping) prepare() error {
	if _, err := ParseTableKind(string(m.Kind)); err != nil {
		return badMapping("its kind %q is none of %v", clip(string(m.Kind)), TableKinds())
	}
	if len(m.Columns) > maxMappingColumns {
		return badMapping("it has %d columns, more than %d", len(m.Columns), maxMappingColumns)
	}
	known := headingsOf(m.Kind)
	m.plain = map[string]string{}
	holds := map[string]string{}
	for _, title := range slices.Sorted(maps.Keys(m.Columns)) {
		key := m.Columns[title]
		if column := known.keys[key]; column != "" { // an export calls some columns otherwise: address_building
			key = column
			m.Columns[title] = column
		}
		switch {
		case key == "":
		case !known.known(key):
			return badMapping("the heading %q is given the key %q, which tables of kind %s do not have; their keys are %s", clip(title), clip(key), m.Kind, known.listed(m.Kind))
		case holds[key] != "":
			return badMapping("the headings %q and %q have the same key %q", clip(holds[key]), clip(title), key)
		default:
			holds[key] = title
		}
		m.plain[mappedTitle(title)] = key
	}
	return nil
}

// listed are the keys that a mapping may name.
func (h *headings) listed(kind TableKind) string {
	var keys []string
	for _, c := range columnsOf(kind) {
		keys = append(keys, c.key)
	}
	if h.classes {
		keys = append(keys, colClass+"X for an attribute X")
	}
	return strings.Join(keys, ", ")
}

// mappedTitle is a heading without spaces; what stands in brackets stays, since it may tell two
// columns apart.
func mappedTitle(title string) string {
	return strings.Join(strings.Fields(strings.ToLower(plainWidth(title))), "")
}

// key is what the mapping says of a heading.
func (m *Mapping) key(title string) (key string, mapped bool) {
	key, mapped = m.plain[mappedTitle(title)]
	return key, mapped
}

// gives is true of a key that some heading of the mapping has.
func (m *Mapping) gives(key string) bool {
	for _, k := range m.Columns {
		if k == key && k != "" {
			return true
		}
	}
	return false
}

// missing refuses a table that lacks a column of the mapping: it is not the one that was mapped.
func (m *Mapping) missing(path string, head *header) error {
	if m == nil {
		return nil
	}
	has := map[string]bool{}
	for _, title := range head.titles {
		has[mappedTitle(title)] = true
	}
	for _, title := range slices.Sorted(maps.Keys(m.Columns)) {
		if m.Columns[title] != "" && !has[mappedTitle(title)] {
			return city.Errorf(city.Invalid, "unknown_field", "%s: the mapping names the heading %q, which the table lacks", path, clip(title))
		}
	}
	return nil
}

// mappingOf is how a table was read.
func mappingOf(kind TableKind, head *header) *Mapping {
	m := &Mapping{Kind: kind, Columns: map[string]string{}}
	for key, title := range head.titles {
		m.Columns[title] = key
	}
	for _, title := range head.ignored {
		if _, known := m.Columns[title]; !known {
			m.Columns[title] = ""
		}
	}
	return m
}

// WriteMapping writes a mapping as ReadMapping reads it.
func WriteMapping(w io.Writer, m *Mapping) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(m)
}
