package city

import "math"

// Norm is a figure of the scheme by its name, and where it is taken from: source is the zero Label where
// the scheme does not say. A norm with a source is a mapping of value and source, which is a text or one
// of zh and en; any other is the value itself.
func (s *Scheme) Norm(name string) (value any, source Label, there bool) {
	said, there := s.Norms[name]
	m, ok := said.(map[string]any)
	value, wrapped := m["value"]
	if !ok || !wrapped {
		return said, Label{}, there
	}
	source, _ = labelOf(m["source"])
	return value, source, true
}

// HouseholdNorm is how many households an area of a layer should have, by the scheme's norm
// KEY_households: two whole numbers, the least and the most. there is false where the scheme has none;
// a norm that is anything else is Invalid with code no_norm.
func (s *Scheme) HouseholdNorm(layer string) (least, most int64, there bool, err error) {
	name := layer + "_households"
	said, _, there := s.Norm(name)
	if !there {
		return 0, 0, false, nil
	}
	if list, ok := said.([]any); ok && len(list) == 2 {
		least, ok1 := wholeNumber(list[0])
		most, ok2 := wholeNumber(list[1])
		if ok1 && ok2 && least >= 0 && most >= max(least, 1) {
			return least, most, true, nil
		}
	}
	return 0, 0, true, Errorf(Invalid, "no_norm", "the scheme's norm %s is not two whole numbers of households, the least and the most", name)
}

// wholeNumber reads a number as YAML and JSON give it.
func wholeNumber(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case uint64:
		return int64(n), n <= math.MaxInt32
	case float64:
		return int64(n), n == math.Trunc(n) && math.Abs(n) <= math.MaxInt32
	}
	return 0, false
}
