import { expect, test } from '@jest/globals';
import { ReceiverInput } from '../../shared/model/alerting/receiver.ts';
import { fieldsOf, receiverInputOf, receiverKinds } from './receiver-draft.ts';

const values = {
  url: 'https://chat.example.org/hook/abc',
  secret: '0123456789abcdef',
  botToken: '123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11',
  chatId: '-1001234567890',
};
const draft = { id: 'ops', name: 'Ops', language: 'zh', values } as const;

test.each(receiverKinds)('%s: what the form asks for is all that the API wants', (kind) => {
  expect(ReceiverInput.safeParse(receiverInputOf({ ...draft, kind })).error).toBeUndefined();
});

test('the form knows every kind that the API knows', () => {
  const known = ReceiverInput.options.map((option) => option.shape.kind.value);
  expect([...receiverKinds].sort()).toEqual([...known].sort());
});

test.each(receiverKinds)('%s: every further field that is not optional is refused when empty', (kind) => {
  const sent = receiverInputOf({ ...draft, kind, values: { url: values.url } });
  const refused = ReceiverInput.safeParse(sent).error?.issues.map(({ path }) => path.join('.'));
  const needed = fieldsOf(kind).filter(({ name, optional }) => !optional && name !== 'url');
  expect(new Set(refused)).toEqual(new Set(needed.map(({ name }) => name)));
});
