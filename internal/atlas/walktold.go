package atlas

// ToldBy sums the households of classes of homes as a stranger may know them. The homes are the
// buildings with a known number of households above zero, in the order of their codes; class
// gives the class of each, from 0 on. A block counts as a whole in the class that most of its homes
// have, of several the first: so what is told depends on no building's households, however the
// classes are chosen (docs/privacy.md). A class without a block, which yet has homes, is withheld.
func (p *Picture) ToldBy(class func(home int) int, classes int) []Told {
	b := p.blocks()
	sums, any, homes := make([]int64, classes), make([]bool, classes), make([]int, classes)
	for h := range b.homes {
		homes[class(h)]++
	}
	count := map[int]int{}
	for i := range b.list {
		clear(count)
		for _, h := range b.list[i].homes {
			count[class(int(h))]++
		}
		most := -1
		for c, n := range count {
			if most < 0 || n > count[most] || n == count[most] && c < most {
				most = c
			}
		}
		if most >= 0 {
			sums[most], any[most] = sums[most]+b.list[i].households, true
		}
	}
	out := make([]Told, classes)
	for c := range out {
		out[c] = told(sums[c], any[c], homes[c])
	}
	return out
}
