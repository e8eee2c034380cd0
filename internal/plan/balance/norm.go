package balance

import (
	"math"

	"github.com/redsail/redsail/internal/city"
)

// Norm is how many households an area should have.
type Norm struct {
	Least int64 `json:"least"`
	Most  int64 `json:"most"`
}

// usual is the norm of grids where the scheme has none: common practice in towns.
var usual = Norm{Least: 300, Most: 500}

// NormOf is the norm of a layer: what the scheme's norms say under KEY_households, two whole
// numbers; of grids else 300 to 500. A layer without a norm is Invalid with code no_norm.
func NormOf(s *city.Scheme, layer string) (Norm, error) {
	name := layer + "_households"
	said, there := s.Norms[name]
	if !there {
		if layer == city.LayerGrid {
			return usual, nil
		}
		return Norm{}, city.Errorf(city.Invalid, "no_norm", "the scheme has no norm for layer %s: its norms have no %s", layer, name)
	}
	list, ok := said.([]any)
	if !ok || len(list) != 2 {
		return Norm{}, badNorm(name)
	}
	least, ok1 := whole(list[0])
	most, ok2 := whole(list[1])
	if !ok1 || !ok2 || least < 0 || most < 1 || least > most {
		return Norm{}, badNorm(name)
	}
	return Norm{Least: least, Most: most}, nil
}

func badNorm(name string) error {
	return city.Errorf(city.Invalid, "no_norm", "the scheme's norm %s is not two whole numbers of households, the least and the most", name)
}

// whole reads a number as YAML and JSON give it.
func whole(v any) (int64, bool) {
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
