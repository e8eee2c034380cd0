package city

import (
	"slices"
	"strconv"
	"strings"
)

// Levels are the keys of the layers that stand for a city's streets, communities and grids, whatever the
// scheme calls them: in the countryside a township, a village and a tract. Empty = there is none.
type Levels struct{ Street, Community, Grid string }

// Levels finds them. A layer of one of these names is what it is called. Else the grids are the highest
// partition whose staff the scheme tells of, the communities are the layer above the grids, and the
// streets the one above the communities; the communities themselves where nothing is above them. A scheme
// without grids has those of the names alone.
func (s *Scheme) Levels() Levels {
	var out Levels
	for i := range s.Layers {
		l := &s.Layers[i]
		_, staffed := s.Staffing[l.Key]
		if l.Key == LayerGrid || out.Grid == "" && staffed && l.Partition && l.Key != levelStreet && l.Key != levelCommunity {
			out.Grid = l.Key
		}
	}
	above := s.ancestors(out.Grid)
	if out.Grid == "" { // layers of these names are what they are called, whatever they nest in
		for i := len(s.Layers) - 1; i >= 0; i-- {
			above = append(above, s.Layers[i].Key)
		}
		above = slices.DeleteFunc(above, func(key string) bool { return key != levelStreet && key != levelCommunity })
	}
	if slices.Contains(above, levelStreet) {
		out.Street = levelStreet
	}
	switch {
	case slices.Contains(above, levelCommunity):
		out.Community = levelCommunity
	case len(above) > 0 && above[0] != out.Street:
		out.Community = above[0]
	}
	if out.Street == "" && out.Community != "" && out.Grid != "" {
		out.Street = out.Community
		if i := slices.Index(above, out.Community); i+1 < len(above) {
			out.Street = above[i+1]
		}
	}
	return out
}

// Words of Levels, as roles name them.
const (
	levelStreet    = "street"
	levelCommunity = "community"
)

// ancestors are the layers above one, the nearest first.
func (s *Scheme) ancestors(key string) []string {
	var out []string
	for i := len(s.Layers) - 1; i >= 0; i-- { // a parent stands before its children
		if s.Layers[i].Key == key && s.Layers[i].Parent != "" {
			key = s.Layers[i].Parent
			out = append(out, key)
		}
	}
	return out
}

// RoleLayers are the layers, kinds of places, LayerBuilding and LayerOrganisation that posts of a role are
// of; none = any. Where the scheme has no layer called street, community or grid, its layer of that level
// is meant.
func (s *Scheme) RoleLayers(r *Role) []string {
	out := slices.Clone(r.On)
	for i, word := range out {
		if slices.ContainsFunc(s.Layers, func(l LayerDef) bool { return l.Key == word }) {
			continue
		}
		levels := s.Levels()
		if key := map[string]string{levelStreet: levels.Street, levelCommunity: levels.Community, LayerGrid: levels.Grid}[word]; key != "" {
			out[i] = key
		}
	}
	return out
}

// AnyRole in a row of staffing counts persons whatever their role is.
const AnyRole = "any"

// StaffingRow is how many persons of a role each area of a layer must have.
type StaffingRow struct {
	Role string
	// Name and Answers are of a role that the scheme's roles have not.
	Name    Label
	Answers Answers
	// Min and Max count persons; Max 0 = there is none.
	Min, Max int64
	// Kinds are the kinds of areas that the row is for; none = those of which no other row of the role speaks.
	Kinds []string
}

// keys of staffing that are no layers.
const (
	staffingPattern = "pattern"
	staffingSource  = "source"
)

// Staff tells whom the areas of a layer must have; there is false where the scheme does not say. What is
// no staffing is Invalid with code bad_staffing.
func (s *Scheme) Staff(layer string) (rows []StaffingRow, there bool, err error) {
	said, there := s.Staffing[layer]
	if !there {
		return nil, false, nil
	}
	list, ok := said.([]any)
	if !ok {
		return nil, true, Errorf(Invalid, "bad_staffing", "the scheme's staffing of %s is no list of roles", layer)
	}
	for i, one := range list {
		row, why := staffingRow(one)
		if why == "" && row.Role != AnyRole && !slices.ContainsFunc(s.AllRoles(), func(r Role) bool { return r.Key == row.Role }) {
			why = "there is no role " + strconv.Quote(row.Role) + ", and the row gives it no name"
		}
		if why != "" {
			return nil, true, Errorf(Invalid, "bad_staffing", "the scheme's staffing of %s, row %d: %s", layer, i+1, why)
		}
		rows = append(rows, row)
	}
	return rows, true, nil
}

// staffingRow reads a row as YAML gives it; why is empty, or what is wrong with it.
func staffingRow(one any) (row StaffingRow, why string) {
	m, ok := one.(map[string]any)
	if !ok {
		return row, "it is no mapping of role, name, answers, min, max, kinds"
	}
	for key, v := range m {
		var ok bool
		switch key {
		case "role":
			row.Role, ok = v.(string)
		case "name":
			row.Name, ok = labelOf(v)
		case "answers":
			var text string
			text, ok = v.(string)
			row.Answers = Answers(text)
			ok = ok && slices.Contains(allAnswers, row.Answers)
		case "min":
			row.Min, ok = wholeNumber(v)
		case "max":
			row.Max, ok = wholeNumber(v)
		case "kinds":
			row.Kinds, ok = words(v)
		default:
			return row, "it has no " + strconv.Quote(key) + ", but role, name, answers, min, max, kinds"
		}
		if !ok {
			return row, key + " cannot be read"
		}
	}
	switch {
	case !layerKey.MatchString(row.Role):
		return row, "it names no role"
	case row.Min < 0 || row.Max < 0 || row.Max > 0 && row.Max < row.Min || max(row.Min, row.Max) > MaxCount:
		return row, "min and max are no span of counts"
	}
	return row, ""
}

func words(v any) ([]string, bool) {
	list, ok := v.([]any)
	var out []string
	for _, one := range list {
		word, is := one.(string)
		ok = ok && is
		out = append(out, word)
	}
	return out, ok
}

// labelOf reads a text, which is of both languages, or a mapping of zh and en.
func labelOf(v any) (Label, bool) {
	if text, ok := v.(string); ok {
		return Label{Zh: text, En: text}, text != ""
	}
	m, ok := v.(map[string]any)
	if !ok {
		return Label{}, false
	}
	zh, _ := m["zh"].(string)
	en, _ := m["en"].(string)
	if zh == "" {
		zh = en
	}
	if en == "" {
		en = zh
	}
	return Label{Zh: zh, En: en}, zh != ""
}

// StaffingLayers are the layers of which the scheme says whom they must have, in its order of layers. A
// key that is no layer is Invalid with code bad_staffing, and so is a pattern that the rows of the grids
// do not keep.
func (s *Scheme) StaffingLayers() ([]string, error) {
	known := map[string]bool{staffingPattern: true, staffingSource: true}
	var out []string
	for i := range s.Layers {
		key := s.Layers[i].Key
		known[key] = true
		if _, there := s.Staffing[key]; there {
			out = append(out, key)
		}
	}
	for key := range s.Staffing {
		if !known[key] {
			return nil, Errorf(Invalid, "bad_staffing", "the scheme's staffing names %q, which is none of its layers", key)
		}
	}
	return out, s.checkPattern()
}

// Pattern is the scheme's pattern of staffing, as 1+1+N; empty where it has none.
func (s *Scheme) Pattern() string {
	text, _ := s.Staffing[staffingPattern].(string)
	return text
}

// StaffingSource says where the staffing is taken from; false where the scheme does not say.
func (s *Scheme) StaffingSource() (Label, bool) { return labelOf(s.Staffing[staffingSource]) }

// usualPattern is that of grids of which the scheme gives no rows.
const usualPattern = "1+1+N"

// checkPattern compares the pattern with the rows of the grids: its numbers are persons of roles with a
// least that is the most, N is a role without a most. Rows for some kinds of grids are left out.
func (s *Scheme) checkPattern() error {
	said, there := s.Staffing[staffingPattern]
	if !there {
		return nil
	}
	bad := func(format string, args ...any) error {
		return Errorf(Invalid, "bad_staffing", "the scheme's pattern of staffing: "+format, args...)
	}
	text, ok := said.(string)
	fixed, open, sound := readPattern(text)
	if !ok || !sound {
		return bad("%v is no numbers and N with + between them, as 1+1+N", said)
	}
	rows, there, err := s.Staff(s.Levels().Grid)
	if err != nil {
		return err
	}
	if !there {
		if text != usualPattern {
			return bad("%s needs the rows of the grids, which say who the %s are", text, text)
		}
		return nil
	}
	people, more := int64(0), false
	for _, r := range rows {
		switch {
		case len(r.Kinds) > 0:
		case r.Max == 0:
			more = more || r.Min > 0
		case r.Min == r.Max:
			people += r.Min
		}
	}
	if people != fixed || more != open {
		return bad("%s is %d persons and N %v, the rows of the grids are %d and %v", text, fixed, open, people, more)
	}
	return nil
}

// readPattern sums the numbers of a pattern and tells whether it has an N.
func readPattern(text string) (fixed int64, open, ok bool) {
	for _, part := range strings.Split(text, "+") {
		part = strings.TrimSpace(part)
		if part == "N" && !open {
			open = true
			continue
		}
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil {
			return 0, false, false
		}
		fixed += int64(n)
	}
	return fixed, open, true
}

// staffingRoles are the roles that only the staffing names: they are of its layer. Rows that cannot be
// read are left to Staff.
func (s *Scheme) staffingRoles(known []Role) []Role {
	var out []Role
	for i := range s.Layers {
		list, _ := s.Staffing[s.Layers[i].Key].([]any)
		for _, one := range list {
			row, why := staffingRow(one)
			is := func(r Role) bool { return r.Key == row.Role }
			if why != "" || row.Role == AnyRole || row.Name.Zh == "" || slices.ContainsFunc(known, is) || len(known)+len(out) >= MaxRoles {
				continue
			}
			if at := slices.IndexFunc(out, is); at >= 0 {
				out[at].On = append(out[at].On, s.Layers[i].Key)
				continue
			}
			out = append(out, Role{Key: row.Role, Name: row.Name, On: []string{s.Layers[i].Key}, Answers: row.Answers})
		}
	}
	return out
}
