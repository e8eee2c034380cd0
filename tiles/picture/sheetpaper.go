package picture

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of a SheetAsk.
const (
	MaxReview = 40 // characters of the number of a map's review
	// sheetDots is how many dots an inch a sheet has.
	sheetDots = 150
)

// sheetRatios are the scales that a sheet may have, as on official maps: 1 to so many.
var sheetRatios = []int{500, 1000, 2000, 2500, 5000, 10_000, 15_000, 20_000, 25_000, 50_000, 100_000, 200_000}

// SheetRatios are the scales that a sheet may have, the largest first.
func SheetRatios() []int { return slices.Clone(sheetRatios) }

// papers are the sheets of ISO 216 that can be asked for, upright, in millimetres.
var papers = map[string][2]float64{"a4": {210, 297}, "a3": {297, 420}}

// SheetAsk says which sheet is to be drawn. What may be left out stands for a4, portrait, the largest scale that fits, an empty
// slot for the number of the review, the mark of internal papers, zh.
type SheetAsk struct {
	Area        Area   // in the middle, and outlined
	Paper, Turn string // a4 or a3; portrait or landscape
	Ratio       int    // 1 to so many, of those that a sheet may have
	Review      string // the number of the map's review (审图号), at most MaxReview characters
	Unmarked    bool   // leaves out the mark «内部资料»
	Lang        string // zh or en
}

// settle checks an ask and fills in what may be left out.
func (a SheetAsk) settle() (SheetAsk, error) {
	if a.Paper == "" {
		a.Paper = "a4"
	}
	if a.Turn == "" {
		a.Turn = "portrait"
	}
	if a.Lang == "" {
		a.Lang = "zh"
	}
	switch _, known := papers[a.Paper]; {
	case !known:
		return a, &AskError{"paper", "must be a4 or a3"}
	case a.Turn != "portrait" && a.Turn != "landscape":
		return a, &AskError{"turn", "must be portrait or landscape"}
	case a.Lang != "zh" && a.Lang != "en":
		return a, &AskError{"lang", "must be zh or en"}
	case a.Ratio != 0 && !slices.Contains(sheetRatios, a.Ratio):
		return a, &AskError{"ratio", fmt.Sprintf("must be one of %s", strings.Trim(fmt.Sprint(sheetRatios), "[]"))}
	case utf8.RuneCountInString(a.Review) > MaxReview:
		return a, &AskError{"review", fmt.Sprintf("must not be longer than %d characters", MaxReview)}
	}
	return a, nil
}

// paper is the size of the sheet as it lies, in millimetres.
func (a SheetAsk) paper() (width, height float64) {
	sides := papers[a.Paper]
	if a.Turn == "landscape" {
		return sides[1], sides[0]
	}
	return sides[0], sides[1]
}

// cssOf is a length on paper in CSS pixels.
func cssOf(millimetres float64) float64 { return millimetres / 1000 / metresInInch * cssInInch }

// upOf is the place of a latitude on the map, in degrees of longitude from the equator.
func upOf(lat float64) float64 {
	return math.Asinh(math.Tan(lat*math.Pi/180)) * 180 / math.Pi
}

// middleOf is the middle of bounds (west, south, east, north) as the map shows them.
func middleOf(b [4]float64) (lon, lat float64) {
	y := (upOf(b[1]) + upOf(b[3])) / 2
	return (b[0] + b[2]) / 2, math.Atan(math.Sinh(y*math.Pi/180)) * 180 / math.Pi
}

// ratioFor is the largest scale at which bounds lie within a frame of so many CSS pixels, with a twentieth of it free on each
// side; 0 where none is small enough.
func ratioFor(b [4]float64, width, height float64) int {
	_, lat := middleOf(b)
	fits := func(ratio int) bool {
		pixels := tileSide * math.Exp2(zoomOf(float64(ratio), lat)) / 360 // of a degree
		return (b[2]-b[0])*pixels <= 0.9*width && (upOf(b[3])-upOf(b[1]))*pixels <= 0.9*height
	}
	if i := slices.IndexFunc(sheetRatios, fits); i >= 0 {
		return sheetRatios[i]
	}
	return 0
}

// barOf is a scale bar: metres of a round length that is 30 to 75 mm on paper, and these millimetres.
func barOf(ratio int) (metres, millimetres float64) {
	longest := 75 * float64(ratio) / 1000
	ten := math.Pow(10, math.Floor(math.Log10(longest)))
	metres = ten
	for _, n := range []float64{2, 5} {
		if n*ten <= longest {
			metres = n * ten
		}
	}
	return metres, metres * 1000 / float64(ratio)
}
