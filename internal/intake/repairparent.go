package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// repairParents fits the features to their parents, where that is asked for.
func (im *importer) repairParents(ctx context.Context) error {
	if !im.o.asked(SnapToParent) && !im.o.asked(SplitParents) {
		return nil
	}
	parents := make([]partition.Area, 0, len(im.stored.inForce[im.def.Parent]))
	number := map[string]int{}
	for _, v := range im.stored.inForce[im.def.Parent] {
		number[v.Code] = len(parents)
		parents = append(parents, partition.Area{Code: v.Code, Shape: v.Shape})
	}
	// The strips at the border go first: what is left of an area beyond it is a part.
	if im.o.asked(SnapToParent) {
		im.o.Progress.tell("snapping borders to those of the parents")
		if err := im.snapToParents(ctx, parents, number); err != nil {
			return err
		}
	}
	if im.o.asked(SplitParents) {
		im.o.Progress.tell("splitting areas by their parents")
		return im.splitByParents(ctx, parents, number)
	}
	return nil
}

// takenFeatures are the features not rejected, with the number of the parent that the data or the
// ground gives them; -1 = none.
func (im *importer) takenFeatures(ctx context.Context, number map[string]int) (features []*feature, named []int, err error) {
	if err := im.placeParents(ctx); err != nil {
		return nil, nil, err
	}
	im.report.NoParent = 0 // fit counts
	for _, f := range im.features {
		if f.rejected {
			continue
		}
		p, known := number[f.parent]
		if !known {
			p = -1
		}
		features, named = append(features, f), append(named, p)
		if !f.named {
			f.parent = ""
		}
	}
	return features, named, nil
}

// ownLayer are features and the areas of the store beside them in the layer, at the effective
// date, the features first. Parts into which an import before split a feature are not beside it.
func (im *importer) ownLayer(features []*feature) []partition.Area {
	var out []partition.Area
	mine := map[string]bool{}
	for _, f := range features {
		mine[f.code] = true
		out = append(out, partition.Area{Code: f.code, Shape: f.shape})
	}
	for _, v := range im.stored.inForce[im.def.Key] {
		if !mine[v.Code] && !im.ending[v.Code] && !(im.o.asked(SplitParents) && mine[partOf(v.Code)]) {
			out = append(out, partition.Area{Code: v.Code, Shape: v.Shape, Stored: true})
		}
	}
	return out
}

// partOf is the code of the feature of which an area with this code may be a part; else empty.
func partOf(code string) string {
	if at := strings.LastIndexByte(code, '-'); at > 0 && at+1 < len(code) && strings.Trim(code[at+1:], "0123456789") == "" {
		return code[:at]
	}
	return ""
}

func (im *importer) snapToParents(ctx context.Context, parents []partition.Area, number map[string]int) error {
	features, named, err := im.takenFeatures(ctx, number)
	if err != nil {
		return err
	}
	children := im.ownLayer(features)
	for len(named) < len(children) {
		named = append(named, -1)
	}
	res, err := partition.SnapToParents(ctx, children, parents, named, geo.Metres(im.o.Repairs[SnapToParent]))
	if err != nil {
		return err
	}
	for i, f := range features {
		f.shape = res.Shapes[i]
	}
	im.tellStrips(SnapToParent, features, res.Done)
	im.tellUntold(SnapToParent, features, res.Untold)
	return nil
}

func (im *importer) tellUntold(repair string, features []*feature, untold []int) {
	for _, i := range untold {
		if i < len(features) {
			f := features[i]
			im.report.unrepaired(f, Unrepaired{Repair: repair, At: placeOf(f.shape), Message: "its borders and those of the parents do not come to rest together"})
		}
	}
}

// tellStrips writes the strips of a repair down, one entry for each feature whose border they
// changed.
func (im *importer) tellStrips(repair string, features []*feature, done []partition.Strip) {
	byFeature := map[int]*Repaired{}
	largest := map[int]geo.SquareMetres{}
	var order []int
	for _, s := range done {
		i := s.From
		if i < 0 {
			i = s.To
		}
		if i < 0 || i >= len(features) {
			continue
		}
		x := byFeature[i]
		if x == nil {
			x = &Repaired{Repair: repair}
			byFeature[i] = x
			order = append(order, i)
		}
		x.Places++
		x.AreaM2 += float64(s.Area)
		x.MovedM = max(x.MovedM, float64(s.Moved))
		if x.At == nil || s.Area > largest[i] {
			x.At, largest[i] = place(s.At), s.Area
		}
	}
	slices.Sort(order)
	for _, i := range order {
		im.report.repaired(features[i], *byFeature[i])
	}
}

func (im *importer) splitByParents(ctx context.Context, parents []partition.Area, number map[string]int) error {
	features, named, err := im.takenFeatures(ctx, number)
	if err != nil {
		return err
	}
	res, err := partition.SplitByParents(ctx, im.ownLayer(features)[:len(features)], parents, named)
	if err != nil {
		return err
	}
	im.tellUntold(SplitParents, features, res.Untold)
	codes := map[string]bool{}
	for _, f := range im.features {
		codes[f.code] = true
	}
	parts := map[*feature][]*feature{}
	for i, f := range features {
		if len(res.Parts[i]) == 0 {
			continue
		}
		if asking := im.askingAreas(f.code); asking != "" {
			im.report.unrepaired(f, Unrepaired{Repair: SplitParents, At: placeOf(f.shape), Message: fmt.Sprintf("it lies in %d parents, and %s", len(res.Parts[i]), asking)})
			continue
		}
		cut, err := im.partsOf(f, res.Parts[i], parents, codes)
		if err != nil {
			im.report.unrepaired(f, Unrepaired{Repair: SplitParents, At: placeOf(f.shape), Message: err.Error()})
			continue
		}
		parts[f] = cut
	}
	var all []*feature
	for _, f := range im.features {
		if cut := parts[f]; cut != nil {
			im.endSplit(f, cut)
			all = append(all, cut...)
		} else {
			all = append(all, f)
		}
	}
	im.features = all
	return nil
}

// partsOf makes a feature of each part: its code with -1, -2 and so on, the largest first. No
// part keeps the code, since whoever asks for it would get one of several heirs.
func (im *importer) partsOf(f *feature, parts []partition.ParentPart, parents []partition.Area, codes map[string]bool) ([]*feature, error) {
	out := make([]*feature, len(parts))
	x := Repaired{Repair: SplitParents, Places: len(parts) - 1, At: place(partition.LabelPoint(parts[len(parts)-1].Shape))}
	for k, p := range parts {
		part := *f
		part.code, part.part = fmt.Sprintf("%s-%d", f.code, k+1), k+1
		part.shape, part.parent, part.named = p.Shape, parents[p.Parent].Code, true
		if err := im.def.Code.Profile.CheckCode(part.code); err != nil {
			return nil, fmt.Errorf("it lies in %d parents, and a part cannot be called %s: %w", len(parts), clip(part.code), err)
		}
		if codes[part.code] {
			return nil, fmt.Errorf("it lies in %d parents, and another feature is already called %s", len(parts), clip(part.code))
		}
		out[k] = &part
		x.Parts = append(x.Parts, part.code)
		if k > 0 {
			x.AreaM2 += float64(p.Shape.Area())
		}
	}
	for _, part := range out {
		part.siblings = out
		codes[part.code] = true
	}
	im.report.repaired(f, x)
	return out, nil
}

// endSplit ends the area of the store that had the code of a feature which was split, with its
// parts as successors; parts that the store has go on.
func (im *importer) endSplit(f *feature, parts []*feature) {
	var heirs []string
	for _, p := range parts {
		heirs = append(heirs, p.code)
		if im.ending[p.code] {
			delete(im.ending, p.code)
			im.report.Ended = slices.DeleteFunc(im.report.Ended, func(c string) bool { return c == p.code })
		}
	}
	if im.stored.byKey[city.Key{Layer: im.def.Key, Code: f.code}] == nil {
		return
	}
	if im.heirs == nil {
		im.heirs = map[string][]string{}
	}
	im.heirs[f.code] = heirs
	if !im.ending[f.code] {
		im.ending[f.code] = true
		im.report.Ended = append(im.report.Ended, f.code)
		slices.Sort(im.report.Ended)
	}
}
