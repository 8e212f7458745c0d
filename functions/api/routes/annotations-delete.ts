import { AppError } from '../../../shared/model/app-error.ts';
import { deleteAnnotation } from '../../../shared/store/annotations.ts';
import { json } from '../../platform/http.ts';
import { idOf, type Route } from '../route.ts';

export const annotationsDelete: Route = {
  method: 'DELETE',
  path: '/api/annotations/{id}',
  async answer(request) {
    const id = idOf(request);
    if (!(await deleteAnnotation(request.db, id)))
      throw new AppError('not_found', `there is no annotation with the id ${id.slice(0, 80)}`);
    return json({ status: 'success', message: 'the annotation is deleted' });
  },
};
