package city

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

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
	if list, ok := said.([]any); ok && twoWhole(list) {
		least, _ = wholeNumber(list[0])
		most, _ = wholeNumber(list[1])
		return least, most, true, nil
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

// NormMinutes is the norm of the service circle, one number; NormCircles are its rules by the class of an
// area, a list that internal/plan reads; normFloors has a figure for each kind of places.
const (
	NormMinutes = "service_circle_minutes"
	NormCircles = "service_circle_by_class"
	normFloors  = "floor_area"
)

// wrongNorm says what is wrong with a norm; empty = nothing: it is a number from 0, or two whole ones, the
// least and the most; households of a layer are always two. Which names of norms are read is not asked.
func (s *Scheme) wrongNorm(name string) string {
	value, _, _ := s.Norm(name)
	list, isList := value.([]any)
	floors, isMap := value.(map[string]any)
	layer, households := strings.CutSuffix(name, "_households")
	if households {
		_, err := s.Layer(layer)
		households = err == nil
	}
	switch {
	case households:
		if _, _, _, err := s.HouseholdNorm(layer); err != nil {
			return "must be two whole numbers of households, the least and the most"
		}
	case name == NormCircles:
		if !isList || slices.ContainsFunc(list, func(rule any) bool { _, ok := rule.(map[string]any); return !ok }) {
			return "must be a list of rules with layer, class, is and minutes"
		}
	case name == normFloors && isMap:
		for _, kind := range slices.Sorted(maps.Keys(floors)) {
			if !aNumber(floors[kind]) {
				return fmt.Sprintf("must have a number of square metres for %.80q", kind)
			}
		}
	case name == NormMinutes && isList:
		return "must be one number of minutes"
	case isList:
		if !twoWhole(list) {
			return "must be one number, or two whole ones: the least and the most, which is above 0 and not below the least"
		}
	case !aNumber(value):
		return "is neither a number from 0 nor two"
	}
	return ""
}

func twoWhole(list []any) bool {
	if len(list) != 2 {
		return false
	}
	least, ok1 := wholeNumber(list[0])
	most, ok2 := wholeNumber(list[1])
	return ok1 && ok2 && least >= 0 && most >= max(least, 1)
}

// aNumber is true of numbers from 0.
func aNumber(v any) bool {
	f, fraction := v.(float64)
	if fraction {
		return f >= 0 && !math.IsInf(f, 1)
	}
	n, whole := wholeNumber(v)
	return whole && n >= 0
}
