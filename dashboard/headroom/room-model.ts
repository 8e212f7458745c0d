// Has to come before the first schema.
import './without-compiling.ts';

/** The arithmetic of headroom, apart from the page: it brings its schemas along, which nothing else of the page needs. */
export { headroomOf } from '../../shared/model/headroom.ts';
export { whatIf } from '../../shared/model/headroom-what-if.ts';
