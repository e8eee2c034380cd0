package edit

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// fresh refuses a code that the layer has given before: a code is given once for ever.
func (d *draft) fresh(ctx context.Context, layer int, code string) error {
	k := city.Key{Layer: d.Scheme.Layers[layer].Key, Code: code}
	if err := d.Scheme.Layers[layer].Code.Profile.CheckCode(code); err != nil {
		return err
	}
	taken := slices.ContainsFunc(d.items, func(it *item) bool { return it.area.Key() == k })
	if !taken && d.State.Revision > 0 {
		_, err := d.r.CodeID(ctx, k)
		if err != nil && city.KindOf(err) != city.NotFound {
			return err
		}
		taken = err == nil
	}
	if taken {
		return city.Errorf(city.Conflict, "code_taken", "%s: the code was given before, and a code is given once for ever", k)
	}
	return nil
}

// partCodes are the codes of the parts: those that are given, and the next numbers.
func (d *draft) partCodes(ctx context.Context, ask *Split, old *item, shapes []geo.MultiPolygon) ([]string, error) {
	codes := make([]string, len(ask.Parts))
	var without []int
	for i := range ask.Parts {
		code := ask.Parts[i].Code
		switch {
		case code == "":
			without = append(without, i)
			continue
		case slices.Contains(codes, code):
			return nil, in(city.Errorf(city.Invalid, "bad_edit", "%q stands twice", code), "parts[%d].code", i)
		case code != ask.Code:
			if err := d.fresh(ctx, old.layer, code); err != nil {
				return nil, in(err, "parts[%d].code", i)
			}
		}
		codes[i] = code
	}
	if len(without) == 0 {
		return codes, nil
	}
	numbers, err := d.nextNumbers(ctx, old, codes, len(without))
	if err != nil {
		return nil, in(err, "parts[%d].code", without[0])
	}
	var labels []geo.Point
	for _, i := range without {
		labels = append(labels, partition.LabelPoint(shapes[i]))
	}
	for n, k := range city.InBands(d.boxAbove(old), labels) {
		codes[without[k]] = numbers[n]
	}
	return codes, nil
}

// lastNumber is the highest sequence of a grid's code.
const lastNumber = 999

// nextNumbers are the next n codes in the series of an area: the highest number that was
// ever used in it + 1, and so on.
func (d *draft) nextNumbers(ctx context.Context, old *item, given []string, n int) ([]string, error) {
	def := &d.Scheme.Layers[old.layer]
	if def.Code.Profile != city.ProfileCN15 {
		return nil, city.Errorf(city.Invalid, "code_needed", "the codes of layer %s are no numbers in a series, so the part needs one", def.Key)
	}
	used, err := d.ever(ctx, def.Key)
	if err != nil {
		return nil, err
	}
	for _, it := range d.items {
		if it.layer == old.layer {
			used[it.area.Code] = true
		}
	}
	for _, code := range given {
		used[code] = true
	}
	series, highest := old.area.Code[:12], 0
	for code := range used {
		if len(code) == 15 && code[:12] == series {
			if k, err := strconv.Atoi(code[12:]); err == nil {
				highest = max(highest, k)
			}
		}
	}
	if highest+n > lastNumber {
		return nil, city.Errorf(city.Conflict, "numbers_used_up", "of the series %s the numbers up to %03d are given, and it ends at %d", series, highest, lastNumber)
	}
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s%03d", series, highest+1+i)
	}
	return out, nil
}

// boxAbove is the box of the parent in force, else that of the area.
func (d *draft) boxAbove(it *item) geo.Box {
	up := d.inForce[city.Key{Layer: d.Scheme.Layers[it.layer].Parent, Code: it.area.Parent}]
	if up == nil {
		return it.box
	}
	return up.box
}
